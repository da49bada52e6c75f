using Microsoft.AspNetCore.Http;
using Signet.Oci;

namespace Signet.TestKit.Registries;

/// <summary><c>/v2/…/manifests/…</c> of one repository.</summary>
internal sealed class ManifestEndpoints(ScriptedRegistryOptions options, StoredRepository repository)
{
    public Task ServeAsync(HttpContext context, string name, string reference) => context.Request.Method switch
    {
        "GET" or "HEAD" => GetAsync(context, reference),
        "PUT" => PutAsync(context, name, reference),
        "DELETE" => DeleteAsync(context, reference),
        _ => RegistryReply.ErrorAsync(context, 405, "UNSUPPORTED", "method not allowed"),
    };

    private Task GetAsync(HttpContext context, string reference)
    {
        if (repository.FindManifest(reference) is not var (digest, manifest))
        {
            return RegistryReply.ErrorAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown");
        }

        context.Response.Headers["Docker-Content-Digest"] = digest;
        if (options.SupportsConditions)
        {
            context.Response.Headers.ETag = $"\"{digest}\"";
        }

        return RegistryReply.BytesAsync(context, manifest.Content, manifest.MediaType);
    }

    private async Task PutAsync(HttpContext context, string name, string reference)
    {
        var content = await RegistryReply.ReadBodyAsync(context);
        var isDigest = Digest.TryParse(reference, out var named);
        var digest = isDigest ? named : Digest.Sha256(content);
        if (!digest.Matches(content))
        {
            await RegistryReply.ErrorAsync(context, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
            return;
        }

        var manifest = new StoredManifest(context.Request.ContentType ?? "", content);
        if (!repository.TrySetManifest(digest.ToString(), manifest, isDigest ? null : reference, Allows(context)))
        {
            await RegistryReply.ErrorAsync(context, 412, "DENIED", "the manifest was changed by somebody else");
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{name}/manifests/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        if (options.SupportsConditions)
        {
            context.Response.Headers.ETag = $"\"{digest}\"";
        }

        if (options.ReferrersApi && Referrers.SubjectOf(manifest) is { } subject)
        {
            context.Response.Headers["OCI-Subject"] = subject;
        }
    }

    /// <summary>RFC 9110, sections 13.1.1 and 13.1.2, as far as registries use them.</summary>
    private Func<string?, bool> Allows(HttpContext context)
    {
        var mustMatch = context.Request.Headers.IfMatch.ToString().Trim('"');
        var mustDiffer = context.Request.Headers.IfNoneMatch.ToString().Trim('"');
        if (!options.SupportsConditions)
        {
            return static _ => true;
        }

        return current =>
            (mustMatch.Length == 0 || (mustMatch == "*" ? current is not null : current == mustMatch))
            && (mustDiffer.Length == 0 || (mustDiffer == "*" ? current is null : current != mustDiffer));
    }

    private Task DeleteAsync(HttpContext context, string reference)
    {
        if (!options.SupportsDelete)
        {
            return RegistryReply.ErrorAsync(context, 405, "UNSUPPORTED", "deletion is disabled");
        }

        if (!repository.RemoveManifest(reference))
        {
            return RegistryReply.ErrorAsync(context, 404, "MANIFEST_UNKNOWN", "manifest unknown");
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }
}
