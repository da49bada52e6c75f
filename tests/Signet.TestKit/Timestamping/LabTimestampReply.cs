using System.Formats.Asn1;

namespace Signet.TestKit.Timestamping;

/// <summary>An authority's answer (TimeStampResp, RFC 3161 §2.4.2), as it should be or not.</summary>
public sealed record LabTimestampReply
{
    /// <summary>PKIStatus: 0 granted, 1 grantedWithMods, 2 rejection, 3 waiting, …</summary>
    public int Status { get; init; }

    /// <summary>statusString; none leaves it out.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Bits of failInfo; none leaves it out.</summary>
    public IReadOnlyList<int> Failures { get; init; } = [];

    /// <summary>The token; null leaves it out.</summary>
    public byte[]? Token { get; init; }

    public byte[] Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(Status);
                if (Texts.Count > 0)
                {
                    using (writer.PushSequence())
                    {
                        foreach (var text in Texts)
                        {
                            writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
                        }
                    }
                }

                WriteFailures(writer);
            }

            if (Token is not null)
            {
                writer.WriteEncodedValue(Token);
            }
        }

        return writer.Encode();
    }

    private void WriteFailures(AsnWriter writer)
    {
        if (Failures.Count > 0)
        {
            var last = Failures.Max();
            var bits = new byte[(last / 8) + 1];
            foreach (var bit in Failures)
            {
                bits[bit / 8] |= (byte)(0x80 >> (bit % 8));
            }

            writer.WriteBitString(bits, 7 - (last % 8));
        }
    }
}
