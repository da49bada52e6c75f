using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Timestamping.Tokens;

namespace Signet.Signatures.Timestamping;

/// <summary>An RFC 3161 TimeStampToken.</summary>
public sealed class TimestampToken
{
    private readonly SignedData _data;
    private readonly TstInfo _info;

    private TimestampToken(ReadOnlyMemory<byte> encoded, SignedData data, TstInfo info)
    {
        Encoded = encoded;
        _data = data;
        _info = info;
        Certificates = [.. data.Certificates.Select(c => c.Certificate)];
    }

    /// <summary>The token as received, DER or BER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The time the authority states, UTC.</summary>
    public DateTimeOffset Time => _info.Time;

    /// <summary>
    /// How far the time may be off, either way. A token that does not say is exact, except under the baseline policy of
    /// ETSI EN 319 421 (0.4.0.2023.1.1), which stands for one second.
    /// </summary>
    public TimeSpan Accuracy => _info.Accuracy;

    /// <summary>Hash function of <see cref="Imprint"/>: SHA-256, SHA-384 or SHA-512.</summary>
    public HashAlgorithmName ImprintHash => _info.Hash;

    /// <summary>Hash of what was timestamped.</summary>
    public ReadOnlyMemory<byte> Imprint => _info.Imprint;

    /// <summary>Object identifier of the authority's policy.</summary>
    public string Policy => _info.Policy;

    /// <summary>The authority's serial number of the token, lower-case hex.</summary>
    public string SerialNumber => _info.SerialNumber;

    /// <summary>
    /// The request's nonce, as the token repeats it: content bytes of the INTEGER, big endian, two's complement; null when
    /// it has none.
    /// </summary>
    public ReadOnlyMemory<byte>? Nonce => _info.Nonce;

    /// <summary>Certificates in the token, in its order; not validated.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; }

    /// <summary>Earliest moment the token vouches for.</summary>
    public DateTimeOffset EarliestTime => Time - Accuracy;

    /// <summary>Latest moment the token vouches for.</summary>
    public DateTimeOffset LatestTime => Time + Accuracy;

    /// <summary>messageImprint in DER, as the request had it.</summary>
    internal ReadOnlyMemory<byte> MessageImprint => _info.MessageImprint;

    /// <summary>
    /// Reads a token in DER or BER (RFC 3161 §2.4.2, RFC 5652); checks its form, not its signature. Decide nothing on this
    /// alone.
    /// </summary>
    /// <param name="encoded">The token and nothing after it, up to <see cref="SignatureLimits.TimestampBytes"/> bytes.</param>
    /// <param name="token">The token.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> encoded,
        [NotNullWhen(true)] out TimestampToken? token,
        [NotNullWhen(false)] out TimestampFault? fault)
    {
        try
        {
            var data = SignedData.Read(encoded);
            token = new TimestampToken(encoded, data, TstInfo.Read(data.Content));
            fault = null;
            return true;
        }
        catch (TimestampFaultException e)
        {
            token = null;
            fault = e.Fault;
            return false;
        }
    }

    /// <summary>
    /// Verifies that the token was made over <paramref name="signature"/> by an authority under one of
    /// <paramref name="roots"/>, at the time the token states: imprint, signature, signing-certificate attribute, the chain
    /// at <see cref="Time"/> and its rules, and a stated signing time. Of several signers, the first that verifies counts;
    /// when none does, the fault is the last one's, as in Go.
    /// </summary>
    /// <param name="signature">The primitive signature that was timestamped.</param>
    /// <param name="roots">
    /// Trusted roots: self-signed certificates. Others among them are left out: an intermediate certificate is no root.
    /// </param>
    public TimestampVerification Verify(ReadOnlyMemory<byte> signature, IReadOnlyList<X509Certificate2> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        if (!CryptographicOperations.HashData(ImprintHash, signature.Span).AsSpan().SequenceEqual(Imprint.Span))
        {
            return Failed(new TimestampFault(
                "imprint", $"the timestamp was made over something else: its {ImprintHash.Name} imprint is not that of this signature"));
        }

        TimestampFault? last = null;
        foreach (var signer in _data.Signers)
        {
            try
            {
                return new TimestampVerification { Chain = VerifySigner(SignerInfo.Read(signer), roots) };
            }
            catch (TimestampFaultException e)
            {
                last = e.Fault;
            }
        }

        return Failed(last!);
    }

    private IReadOnlyList<X509Certificate2> VerifySigner(SignerInfo signer, IReadOnlyList<X509Certificate2> roots)
    {
        var certificate = SignerVerifier.Verify(signer, _data);
        var signingTime = SignerVerifier.SigningTime(signer.Attributes);
        var chain = AuthorityPath.Find(certificate, _data.Certificates, roots, Time);
        return signingTime is not { } time || chain.All(c => IsValidAt(c, time))
            ? chain
            : throw new TimestampFaultException(
                "signing-time", $"the signing time in the timestamp, {time:u}, is outside the validity of its certificates");
    }

    private static bool IsValidAt(X509Certificate2 certificate, DateTimeOffset time)
    {
        var validity = CertificateValidity.Of(certificate);
        return time >= validity.NotBefore && time <= validity.NotAfter;
    }

    private static TimestampVerification Failed(TimestampFault fault) => new() { Fault = fault };
}
