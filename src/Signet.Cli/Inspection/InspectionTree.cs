using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Signet.Cli.Output;
using Signet.Notary.Verification;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Cli.Inspection;

/// <summary>The tree of <c>inspect</c>.</summary>
internal static class InspectionTree
{
    public static string Format(SignatureInspection inspection, TimeZoneInfo zone)
    {
        if (inspection.Signatures.Count == 0)
        {
            return $"{TerminalText.Escape(inspection.ResolvedReference)} has no associated signature\n";
        }

        var root = new TreeNode(inspection.ResolvedReference);
        var signatures = root.Add(NotaryMediaTypes.Signature);
        foreach (var signature in inspection.Signatures.Where(s => s.Content is not null))
        {
            Add(signatures.Add(signature.Manifest.Digest.ToString()), signature, signature.Content!, zone);
        }

        return $"Inspecting all signatures for signed artifact\n{root}";
    }

    /// <summary>The tree of <c>blob inspect</c>: one signature, below the path of its file.</summary>
    public static string Format(string path, InspectedSignature signature, TimeZoneInfo zone)
    {
        var root = new TreeNode(path);
        Add(root, signature, signature.Content!, zone);
        return root.ToString();
    }

    private static void Add(TreeNode node, InspectedSignature signature, EnvelopeContent content, TimeZoneInfo zone)
    {
        node.Add("signature algorithm", content.Algorithm.Name);
        node.Add("signature envelope type", content.MediaType);
        AddSignedAttributes(node.Add("signed attributes"), content, zone);
        var user = node.Add("user defined attributes");
        var metadata = signature.SignedArtifact?.Annotations ?? new Dictionary<string, string>();
        foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            user.Add(key, value);
        }

        if (metadata.Count == 0)
        {
            user.Add("(empty)");
        }

        var unsigned = node.Add("unsigned attributes");
        if (content.SigningAgent is { } agent)
        {
            unsigned.Add("signing agent", agent);
        }

        if (content.TimestampToken is { } timestamp)
        {
            AddTimestamp(unsigned.Add("timestamp signature"), timestamp);
        }

        AddCertificates(node, content.CertificateChain);
        var artifact = node.Add("signed artifact");
        artifact.Add("media type", signature.SignedArtifact!.MediaType);
        artifact.Add("digest", signature.SignedArtifact.Digest.ToString());
        artifact.Add("size", signature.SignedArtifact.Size.ToString(CultureInfo.InvariantCulture));
    }

    private static void AddTimestamp(TreeNode node, ReadOnlyMemory<byte> encoded)
    {
        if (TimestampToken.TryRead(encoded, out var token, out var fault))
        {
            node.Add("timestamp", $"[{TimeText.AnsiC(token.EarliestTime)}, {TimeText.AnsiC(token.LatestTime)}]");
            AddCertificates(node, token.Certificates);
        }
        else
        {
            node.Add("error", AttributeText.Of(fault));
        }
    }

    private static void AddCertificates(TreeNode node, IReadOnlyList<X509Certificate2> chain)
    {
        var certificates = node.Add("certificates");
        foreach (var certificate in chain)
        {
            var entry = certificates.Add("SHA256 fingerprint", CertificateThumbprint.Sha256(certificate));
            entry.Add("issued to", CertificateName.Format(certificate.SubjectName));
            entry.Add("issued by", CertificateName.Format(certificate.IssuerName));
            entry.Add("expiry", TimeText.AnsiC(certificate.NotAfter.ToUniversalTime()));
        }
    }

    private static void AddSignedAttributes(TreeNode node, EnvelopeContent content, TimeZoneInfo zone)
    {
        node.Add("content type", content.ContentType);
        node.Add("signing scheme", AttributeText.Of(content.Scheme));
        node.Add("signing time", TimeText.AnsiC(AttributeText.Shown(content.SigningTime, content.MediaType, zone)));
        if (content.Expiry is { } expiry)
        {
            node.Add("expiry", TimeText.AnsiC(AttributeText.Shown(expiry, content.MediaType, zone)));
        }

        foreach (var attribute in content.ExtendedAttributes)
        {
            node.Add(attribute.Key, AttributeText.Of(attribute));
        }
    }
}
