using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Signet.Oci;

namespace Signet.TestKit.Registries;

/// <summary><c>/v2/…/blobs/uploads/…</c>: sessions, chunks, single requests and mounts.</summary>
internal sealed class UploadEndpoints(ScriptedRegistryOptions options)
{
    private readonly ConcurrentDictionary<string, MemoryStream> _sessions = new();

    public Task ServeAsync(HttpContext context, string name, string session, Func<string, StoredRepository> repositories) =>
        context.Request.Method switch
        {
            "POST" when session.Length == 0 => StartAsync(context, name, repositories),
            "PATCH" => AppendAsync(context, name, session),
            "PUT" => FinishAsync(context, name, session, repositories(name)),
            "GET" => StatusAsync(context, name, session),
            "DELETE" => CancelAsync(context, session),
            _ => RegistryReply.ErrorAsync(context, 405, "UNSUPPORTED", "method not allowed"),
        };

    private async Task StartAsync(HttpContext context, string name, Func<string, StoredRepository> repositories)
    {
        var query = context.Request.Query;
        var mount = query["mount"].ToString();
        if (options.SupportsMount && mount.Length > 0
            && repositories(query["from"].ToString()).FindBlob(mount) is { } mounted)
        {
            repositories(name).SetBlob(mount, mounted);
            Created(context, name, mount);
            return;
        }

        if (query["digest"].ToString() is { Length: > 0 } digest)
        {
            await StoreAsync(context, name, repositories(name), digest, await RegistryReply.ReadBodyAsync(context));
            return;
        }

        var session = Guid.NewGuid().ToString("N");
        _sessions[session] = new MemoryStream();
        Accepted(context, name, session, 0);
    }

    private async Task AppendAsync(HttpContext context, string name, string session)
    {
        if (!_sessions.TryGetValue(session, out var upload))
        {
            await UnknownAsync(context);
            return;
        }

        var range = context.Request.Headers.ContentRange.ToString();
        if (range.Length > 0 && !range.StartsWith($"{upload.Length}-", StringComparison.Ordinal))
        {
            context.Response.Headers["Range"] = $"0-{upload.Length - 1}";
            await RegistryReply.ErrorAsync(context, 416, "BLOB_UPLOAD_INVALID", "the chunk does not follow the last one");
            return;
        }

        upload.Write(await RegistryReply.ReadBodyAsync(context));
        Accepted(context, name, session, upload.Length);
    }

    private async Task FinishAsync(HttpContext context, string name, string session, StoredRepository repository)
    {
        if (!_sessions.TryRemove(session, out var upload))
        {
            await UnknownAsync(context);
            return;
        }

        upload.Write(await RegistryReply.ReadBodyAsync(context));
        await StoreAsync(context, name, repository, context.Request.Query["digest"].ToString(), upload.ToArray());
    }

    private Task StatusAsync(HttpContext context, string name, string session)
    {
        if (!_sessions.TryGetValue(session, out var upload))
        {
            return UnknownAsync(context);
        }

        Accepted(context, name, session, upload.Length);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task CancelAsync(HttpContext context, string session)
    {
        if (!_sessions.TryRemove(session, out _))
        {
            return UnknownAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task StoreAsync(
        HttpContext context, string name, StoredRepository repository, string digest, byte[] content)
    {
        if (!Digest.TryParse(digest, out var named) || !named.Matches(content))
        {
            return RegistryReply.ErrorAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }

        repository.SetBlob(digest, content);
        Created(context, name, digest);
        return Task.CompletedTask;
    }

    private static Task UnknownAsync(HttpContext context) =>
        RegistryReply.ErrorAsync(context, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");

    private static void Accepted(HttpContext context, string name, string session, long length)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"/v2/{name}/blobs/uploads/{session}?_state=example";
        context.Response.Headers["Docker-Upload-UUID"] = session;
        context.Response.Headers["Range"] = $"0-{Math.Max(0, length - 1)}";
    }

    private static void Created(HttpContext context, string name, string digest)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{name}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest;
    }
}
