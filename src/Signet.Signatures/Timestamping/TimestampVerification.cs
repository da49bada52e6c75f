using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Timestamping;

/// <summary>How the verification of a timestamp ended. The revocation of the authority's chain is not part of it.</summary>
public sealed record TimestampVerification
{
    /// <summary>The authority's chain, leaf first, root from the trust store last; empty unless valid.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; init; } = [];

    /// <summary>The first broken rule; null when the timestamp holds.</summary>
    public TimestampFault? Fault { get; init; }

    /// <summary>The timestamp holds.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsValid => Fault is null;
}
