using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Signatures.Timestamping;

/// <summary>Which timestamping authority to ask, and what its answer is held to.</summary>
public sealed record TimestampOptions
{
    /// <summary>The authority's address, http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Roots of which one must be above the authority's certificate.</summary>
    public required IReadOnlyList<X509Certificate2> Roots { get; init; }

    /// <summary>Checks the authority's chain (GHSA-45v3-38pc-874v: at signing too).</summary>
    public RevocationChecker Revocation { get; init; } = new();

    /// <summary>Time for the exchange; <c>notation</c>'s command line waits 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Clock that the authority's chain is judged by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
