using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Signet.Oci;

namespace Signet.TestKit.Registries;

/// <summary>The endpoints of the OCI distribution specification 1.1, over repositories in memory.</summary>
internal sealed partial class RegistryEndpoints(ScriptedRegistryOptions options)
{
    private readonly ConcurrentDictionary<string, StoredRepository> _repositories = new();
    private readonly UploadEndpoints _uploads = new(options);

    /// <summary>The repository of a name, made when there is none.</summary>
    public StoredRepository Repository(string name) => _repositories.GetOrAdd(name, _ => new StoredRepository());

    /// <summary>The repository's name in a path, null for a path without one.</summary>
    public static string? RepositoryName(string path) =>
        RepositoryPath().Match(path) is { Success: true } match ? match.Groups["name"].Value : null;

    public Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path is "/v2/" or "/v2")
        {
            context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
            return RegistryReply.BytesAsync(context, "{}"u8.ToArray(), "application/json");
        }

        var match = RepositoryPath().Match(path);
        if (!match.Success)
        {
            return NotFoundAsync(context);
        }

        var name = match.Groups["name"].Value;
        var rest = match.Groups["rest"].Value;
        return match.Groups["kind"].Value switch
        {
            "manifests" => new ManifestEndpoints(options, Repository(name)).ServeAsync(context, name, rest),
            "blobs/uploads" => _uploads.ServeAsync(context, name, rest, Repository),
            "blobs" => BlobAsync(context, Repository(name), rest),
            "referrers" => ReferrersAsync(context, Repository(name), rest),
            "tags" when rest == "list" => TagsAsync(context, name, Repository(name)),
            _ => NotFoundAsync(context),
        };
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return RegistryReply.BytesAsync(context, "404 page not found\n"u8.ToArray(), "text/plain; charset=utf-8");
    }

    private Task BlobAsync(HttpContext context, StoredRepository repository, string digest)
    {
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            if (!options.SupportsDelete)
            {
                return RegistryReply.ErrorAsync(context, 405, "UNSUPPORTED", "deletion is disabled");
            }

            context.Response.StatusCode = repository.RemoveBlob(digest) ? 202 : 404;
            return Task.CompletedTask;
        }

        if (repository.FindBlob(digest) is not { } content)
        {
            return RegistryReply.ErrorAsync(context, 404, "BLOB_UNKNOWN", "blob unknown to registry");
        }

        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.Headers["Docker-Content-Digest"] = digest;
        var range = RangeHeader().Match(context.Request.Headers.Range.ToString());
        if (!range.Success)
        {
            return RegistryReply.BytesAsync(context, content, MediaTypes.OctetStream);
        }

        var from = long.Parse(range.Groups["from"].Value, null);
        var to = range.Groups["to"].Value is { Length: > 0 } end ? long.Parse(end, null) : content.Length - 1;
        to = Math.Min(to, content.Length - 1);
        if (from > to)
        {
            context.Response.Headers.ContentRange = $"bytes */{content.Length}";
            return RegistryReply.ErrorAsync(context, 416, "SIZE_INVALID", "the range is outside the blob");
        }

        context.Response.StatusCode = StatusCodes.Status206PartialContent;
        context.Response.Headers.ContentRange = $"bytes {from}-{to}/{content.Length}";
        return RegistryReply.BytesAsync(
            context, content.AsMemory((int)from, (int)(to - from + 1)), MediaTypes.OctetStream);
    }

    private Task ReferrersAsync(HttpContext context, StoredRepository repository, string subject)
    {
        if (!options.ReferrersApi || !HttpMethods.IsGet(context.Request.Method))
        {
            return NotFoundAsync(context);
        }

        if (!Digest.TryParse(subject, out _))
        {
            return RegistryReply.ErrorAsync(context, 400, "DIGEST_INVALID", "not a digest");
        }

        var entries = Referrers.Of(repository, subject);
        var query = context.Request.Query;
        var type = query["artifactType"].ToString();
        if (type.Length > 0 && options.FiltersReferrers)
        {
            entries = [.. entries.Where(entry => (string?)entry["artifactType"] == type)];
            context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        }

        var page = Page(context, entries, entry => (string?)entry["digest"] ?? "");
        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.ImageIndex,
            ["manifests"] = new JsonArray([.. page]),
        };
        return RegistryReply.BytesAsync(
            context, JsonSerializer.SerializeToUtf8Bytes(index), MediaTypes.ImageIndex);
    }

    private Task TagsAsync(HttpContext context, string name, StoredRepository repository)
    {
        var tags = repository.Tags.Keys.ToList();
        if (tags.Count == 0 && repository.ManifestDigests.Count == 0)
        {
            return RegistryReply.ErrorAsync(context, 404, "NAME_UNKNOWN", "repository name not known to registry");
        }

        var list = new JsonObject
        {
            ["name"] = name,
            ["tags"] = new JsonArray([.. Page(context, tags, tag => tag).Select(tag => (JsonNode)tag)]),
        };
        return RegistryReply.BytesAsync(context, JsonSerializer.SerializeToUtf8Bytes(list), "application/json");
    }

    /// <summary>What follows <c>last</c>, at most <c>n</c> and a page; the <c>Link</c> header names the next page.</summary>
    private List<T> Page<T>(HttpContext context, IReadOnlyList<T> all, Func<T, string> keyOf)
    {
        var query = context.Request.Query;
        var last = query["last"].ToString();
        var start = 0;
        if (last.Length > 0)
        {
            var at = all.Select(keyOf).ToList().IndexOf(last);
            start = at >= 0 ? at + 1 : all.Count(one => string.CompareOrdinal(keyOf(one), last) <= 0);
        }

        var size = int.TryParse(query["n"], out var asked) ? Math.Min(asked, options.PageSize) : options.PageSize;
        var page = all.Skip(start).Take(size).ToList();
        if (page.Count > 0 && start + page.Count < all.Count)
        {
            var type = query["artifactType"].ToString();
            var filter = type.Length > 0 ? $"&artifactType={Uri.EscapeDataString(type)}" : "";
            var next = $"{context.Request.Path}?n={size}&last={Uri.EscapeDataString(keyOf(page[^1]))}{filter}";
            context.Response.Headers.Link = $"<{next}>; rel=\"next\"";
        }

        return page;
    }

    [GeneratedRegex("^/v2/(?<name>.+?)/(?<kind>manifests|blobs/uploads|blobs|referrers|tags)/(?<rest>[^/]*)$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex("^bytes=(?<from>[0-9]+)-(?<to>[0-9]*)$")]
    private static partial Regex RangeHeader();
}
