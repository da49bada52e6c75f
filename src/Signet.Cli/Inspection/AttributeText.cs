using System.Globalization;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Cli.Inspection;

/// <summary>What an envelope says, in the words <c>inspect</c> uses for it.</summary>
internal static class AttributeText
{
    /// <summary>What stands for a timestamp that cannot be read.</summary>
    public static string Of(TimestampFault fault) => $"failed to parse timestamp countersignature: {fault.Message}";

    public static string Of(SigningScheme scheme) =>
        scheme == SigningScheme.X509 ? "notary.x509" : "notary.x509.signingAuthority";

    /// <summary>The value of an extended attribute as text.</summary>
    public static string Of(SignedAttribute attribute) => attribute.Value switch
    {
        null => "<nil>",
        string text => text,
        bool flag => flag ? "true" : "false",
        ReadOnlyMemory<byte> bytes => Convert.ToHexStringLower(bytes.Span),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? "",
    };

    /// <summary>
    /// A time of the envelope in the zone it is shown in: JWS keeps the signer's offset; COSE has only seconds since
    /// 1970, shown in the viewer's zone.
    /// </summary>
    public static DateTimeOffset Shown(DateTimeOffset time, string mediaType, TimeZoneInfo zone) =>
        mediaType == NotaryMediaTypes.Cose ? TimeZoneInfo.ConvertTime(time, zone) : time;
}
