using System.Text;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>JWS in its flattened JSON serialization (signature-envelope-jws.md; RFC 7515, section 7.2.2).</summary>
internal sealed class JwsFormat : IEnvelopeFormat
{
    public static readonly JwsFormat Instance = new();

    public RawEnvelope Read(ReadOnlyMemory<byte> envelope) => JwsReader.Read(envelope);

    public UnsignedEnvelope Prepare(EnvelopeRequest request, SignatureAlgorithm algorithm) =>
        new JwsUnsignedEnvelope(request, algorithm);

    /// <summary>ASCII of the protected header and the payload, as transmitted, with a dot between (RFC 7515, section 5.1).</summary>
    public static byte[] ToBeSigned(string protectedHeader, string payload) =>
        Encoding.ASCII.GetBytes($"{protectedHeader}.{payload}");
}
