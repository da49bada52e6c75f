using System.Formats.Asn1;

namespace Signet.TestKit.Timestamping;

/// <summary>A signed or unsigned attribute of a CMS signer.</summary>
/// <param name="Oid">Its type.</param>
/// <param name="Values">Its values, each DER.</param>
public sealed record LabAttribute(string Oid, params byte[][] Values)
{
    public const string ContentType = "1.2.840.113549.1.9.3";
    public const string MessageDigest = "1.2.840.113549.1.9.4";
    public const string SigningTime = "1.2.840.113549.1.9.5";
    public const string SigningCertificateV1 = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    public const string AlgorithmProtection = "1.2.840.113549.1.9.52";

    /// <summary>An attribute whose one value a function writes.</summary>
    public static LabAttribute Of(string oid, Action<AsnWriter> write) => new(oid, Der(write));

    /// <summary>DER of what a function writes.</summary>
    public static byte[] Der(Action<AsnWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    internal byte[] Encode() => Der(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(Oid);
            using (writer.PushSetOf())
            {
                foreach (var value in Values)
                {
                    writer.WriteEncodedValue(value);
                }
            }
        }
    });
}
