namespace Signet.Signatures.Revocation;

/// <summary>How revocation is checked.</summary>
public sealed record RevocationOptions
{
    /// <summary>How servers are asked; null asks none: what the caches do not have stays unknown.</summary>
    public IRevocationTransport? Transport { get; init; } = RevocationHttpTransport.Shared;

    /// <summary>Caches in the order they are asked. An answer from the network goes into each.</summary>
    public IReadOnlyList<IRevocationCache> Caches { get; init; } = [RevocationMemoryCache.Shared];

    /// <summary>Time for one exchange with a responder; <c>notation</c>'s is 2 s.</summary>
    public TimeSpan OcspTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time for the download of one list; <c>notation</c>'s is 5 s.</summary>
    public TimeSpan CrlTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for one certificate, however many servers it names.</summary>
    public TimeSpan CertificateTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Clock that answers are judged by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
