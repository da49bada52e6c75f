using System.Formats.Asn1;
using Signet.Signatures.Revocation.Fetching;
using Signet.Signatures.Timestamping.Tokens;

namespace Signet.Signatures.Timestamping.Exchange;

/// <summary>What an authority answers (TimeStampResp, RFC 3161 §2.4.2), in BER or DER.</summary>
internal static class TimestampResponse
{
    private const int Granted = 0;
    private const int GrantedWithMods = 1;

    /// <summary>Parts of a free text that are shown; authorities send one.</summary>
    private const int ShownTexts = 3;

    private static readonly string[] StatusNames =
        ["granted", "grantedWithMods", "rejection", "waiting", "revocationWarning", "revocationNotification"];

    /// <summary>PKIFailureInfo, RFC 3161 §2.4.2.</summary>
    private static readonly (int Bit, string Name)[] FailureNames =
    [
        (0, "badAlg: unrecognized or unsupported algorithm identifier"),
        (2, "badRequest: transaction not permitted or supported"),
        (5, "badDataFormat: the data submitted has the wrong format"),
        (14, "timeNotAvailable: the authority's time source is not available"),
        (15, "unacceptedPolicy: the requested policy is not supported"),
        (16, "unacceptedExtension: the requested extension is not supported"),
        (17, "addInfoNotAvailable: the additional information is not available"),
        (25, "systemFailure: the request cannot be handled due to a system failure"),
    ];

    /// <summary>The token in an answer that grants one.</summary>
    /// <exception cref="TimestampFaultException">The answer is malformed, or grants none.</exception>
    public static ReadOnlyMemory<byte> ReadToken(ReadOnlyMemory<byte> answer) =>
        TimestampFaultException.Guard("response", "the answer", () =>
        {
            BerEncoding.Check(answer.Span);
            var response = new AsnReader(answer, AsnEncodingRules.BER).ReadSequence();
            CheckStatus(response.ReadSequence());
            if (!response.HasData)
            {
                throw new TimestampFaultException("response", "the answer says that a timestamp is granted, and there is none in it");
            }

            var token = response.ReadEncodedValue();
            response.ThrowIfNotEmpty();
            return token;
        });

    private static void CheckStatus(AsnReader info)
    {
        if (!info.TryReadInt32(out var status))
        {
            throw new AsnContentException("its status is no small number");
        }

        if (status is Granted or GrantedWithMods)
        {
            return;
        }

        var texts = info.HasData && info.PeekTag() == Asn1Tag.Sequence ? ReadTexts(info.ReadSequence()) : "";
        var failures = info.HasData ? ReadFailures(info) : "";
        info.ThrowIfNotEmpty();
        var name = status >= 0 && status < StatusNames.Length ? StatusNames[status] : "unknown";
        throw new TimestampFaultException(
            "status", $"no timestamp was granted: status {status} ({name}){failures}{texts}");
    }

    private static string ReadTexts(AsnReader texts)
    {
        var shown = new List<string>();
        while (texts.HasData && shown.Count < ShownTexts)
        {
            shown.Add(ForeignText.Quote(texts.ReadCharacterString(UniversalTagNumber.UTF8String)));
        }

        return shown.Count == 0 ? "" : $"; the authority says {string.Join(", ", shown)}";
    }

    private static string ReadFailures(AsnReader info)
    {
        var bits = info.ReadBitString(out _);
        var names = FailureNames.Where(f => f.Bit / 8 < bits.Length && (bits[f.Bit / 8] & (0x80 >> (f.Bit % 8))) != 0)
            .Select(f => f.Name)
            .ToList();
        return names.Count == 0 ? ", failure unknown" : $", failure {string.Join(", ", names)}";
    }
}
