namespace Signet.Oci.Remote.Transport;

/// <summary>One request as it is repeated for authentication, redirects and retries.</summary>
internal sealed record RegistryRequest
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    /// <summary>Token scopes the request needs, for example <c>repository:app:pull</c>.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    public string? Accept { get; init; }

    /// <summary>Headers beside <c>Accept</c>; not sent to another origin after a redirect, except <c>Range</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Makes the body anew for each time the request is sent.</summary>
    public Func<CancellationToken, ValueTask<HttpContent>>? OpenContent { get; init; }

    /// <summary>False when the caller repeats the whole exchange itself.</summary>
    public bool IsRetried { get; init; } = true;

    /// <summary>The request as messages name it.</summary>
    public override string ToString() => $"{Method} \"{UrlText.Redact(Uri)}\"";
}
