using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Timestamping;

/// <summary>An RFC 3161 TimeStampToken.</summary>
public sealed class TimestampToken
{
    private TimestampToken()
    {
    }

    /// <summary>The token as received, DER or BER.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>The time the authority states, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How far the time may be off, either way.</summary>
    public required TimeSpan Accuracy { get; init; }

    /// <summary>Hash function of <see cref="Imprint"/>.</summary>
    public required HashAlgorithmName ImprintHash { get; init; }

    /// <summary>Hash of what was timestamped.</summary>
    public required ReadOnlyMemory<byte> Imprint { get; init; }

    /// <summary>Object identifier of the authority's policy.</summary>
    public required string Policy { get; init; }

    /// <summary>The authority's serial number of the token, lower-case hex.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>The request's nonce, as the token repeats it, big endian; null when it has none.</summary>
    public ReadOnlyMemory<byte>? Nonce { get; init; }

    /// <summary>Certificates in the token, in its order; not validated.</summary>
    public required IReadOnlyList<X509Certificate2> Certificates { get; init; }

    /// <summary>Earliest moment the token vouches for.</summary>
    public DateTimeOffset EarliestTime => Time - Accuracy;

    /// <summary>Latest moment the token vouches for.</summary>
    public DateTimeOffset LatestTime => Time + Accuracy;

    /// <summary>Reads a token; checks its form, not its signature. Decide nothing on this alone.</summary>
    public static bool TryRead(
        ReadOnlyMemory<byte> encoded,
        [NotNullWhen(true)] out TimestampToken? token,
        [NotNullWhen(false)] out TimestampFault? fault)
    {
        token = null;
        fault = new TimestampFault("unavailable", "reading timestamps is not available in this version");
        return false;
    }

    /// <summary>
    /// Verifies that the token was made over <paramref name="signature"/> by an authority under one of
    /// <paramref name="roots"/>, at the time the token states.
    /// </summary>
    /// <param name="signature">The primitive signature that was timestamped.</param>
    /// <param name="roots">Trusted roots.</param>
    public TimestampVerification Verify(ReadOnlyMemory<byte> signature, IReadOnlyList<X509Certificate2> roots) =>
        new() { Fault = new TimestampFault("unavailable", $"verifying timestamps ({Encoded.Length} bytes) is not available in this version") };
}
