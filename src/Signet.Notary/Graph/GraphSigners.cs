using Signet.Notary.Verification;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Graph;

/// <summary>Who made a signature, for comparisons and messages.</summary>
internal static class GraphSigners
{
    /// <summary>True when both are by the same subject, whatever the certificate.</summary>
    public static bool AreSame(SignatureVerdict one, SignatureVerdict other) => NameOf(one) == NameOf(other);

    /// <summary>The subject of the signing certificate.</summary>
    public static string NameOf(SignatureVerdict signature) => signature.Content is { } content
        ? CertificateName.Format(content.CertificateChain[0].SubjectName)
        : "nobody";
}
