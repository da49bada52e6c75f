namespace Signet.TestKit.Registries;

/// <summary>What a <see cref="ScriptedRegistry"/> offers; by default everything, over plain HTTP, to anybody.</summary>
public sealed record ScriptedRegistryOptions
{
    /// <summary>
    /// A <see cref="Latency"/> that tells requests sent together from requests sent one after another, also while every core is taken.
    /// </summary>
    public static TimeSpan ApartWaves { get; } = TimeSpan.FromMilliseconds(400);

    /// <summary>False: <c>404</c> on the referrers endpoint and no <c>OCI-Subject</c>, so clients use the tag schema.</summary>
    public bool ReferrersApi { get; init; } = true;

    /// <summary>False: <c>artifactType</c> is ignored and <c>OCI-Filters-Applied</c> not sent, which the specification allows.</summary>
    public bool FiltersReferrers { get; init; } = true;

    /// <summary>Most entries of a page of referrers or tags; clients may ask for fewer.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>HTTPS with a CA of its own (<see cref="ScriptedRegistry.CaPem"/>), HTTP/2 offered.</summary>
    public bool Tls { get; init; }

    /// <summary>With TLS: clients are asked for a certificate, and <see cref="RecordedRequest.ClientSubject"/> says whose came.</summary>
    public bool AsksForClientCertificate { get; init; }

    public RegistryAuthentication Authentication { get; init; }

    public string UserName { get; init; } = "user";

    public string Password { get; init; } = "pass-example";

    /// <summary>With Bearer: accepted by the token service in place of a user's password.</summary>
    public string RefreshToken { get; init; } = "refresh-example";

    /// <summary>With Bearer: anybody gets a token to pull.</summary>
    public bool AnonymousPull { get; init; }

    /// <summary>With Bearer: the realm to send clients to; null for the registry's own <c>/token</c>.</summary>
    public string? Realm { get; init; }

    public bool SupportsMount { get; init; } = true;

    public bool SupportsDelete { get; init; } = true;

    /// <summary>True: manifests have an <c>ETag</c>, and <c>If-Match</c> and <c>If-None-Match</c> guard a PUT.</summary>
    public bool SupportsConditions { get; init; }

    /// <summary>
    /// Time without a further request before any request is looked at; <see cref="ApartWaves"/> when counting waves.
    /// </summary>
    public TimeSpan Latency { get; init; }
}
