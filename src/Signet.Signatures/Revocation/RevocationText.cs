using System.Formats.Asn1;
using System.Globalization;

namespace Signet.Signatures.Revocation;

/// <summary>How messages about revocation write what they mention.</summary>
internal static class RevocationText
{
    /// <summary>A moment, in UTC, to the second: responses and lists have no finer times.</summary>
    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>What a reader of ASN.1 objects to, without the full stop that messages here do not have.</summary>
    public static string Fault(AsnContentException fault) => fault.Message.TrimEnd('.');
}
