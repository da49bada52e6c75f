using System.Globalization;
using Signet.Cli.Verdicts;
using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;

namespace Signet.Cli.Graphs;

/// <summary>The words for the parts of a graph, the same in text, JSON and picture. Nothing is escaped here.</summary>
internal static class GraphWords
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>What a node is, for people.</summary>
    public static string Title(GraphNodeVerdict node) => Title(node.Role, node.Platform, node.ArtifactType);

    /// <summary>What a part is, for people.</summary>
    public static string Title(GraphSignResult part) => Title(part.Role, part.Descriptor.Platform, part.ArtifactType);

    private static string Title(GraphRole role, Platform? platform, string? artifactType) => role switch
    {
        GraphRole.Index => platform is null ? "index" : $"index {Of(platform)}",
        GraphRole.Artifact => artifactType is null ? "artifact" : $"artifact {artifactType}",
        GraphRole.Platform => platform is null ? "entry without a platform" : Of(platform),
        GraphRole.Signature => "signature",
        _ => artifactType ?? "report without a type",
    };

    /// <summary>The role in JSON.</summary>
    public static string Of(GraphRole role) => role switch
    {
        GraphRole.Artifact => "artifact",
        GraphRole.Index => "index",
        GraphRole.Platform => "platform",
        GraphRole.Report => "report",
        _ => "signature",
    };

    /// <summary><c>linux/arm64/v8</c>, with the version of the system behind a colon.</summary>
    public static string Of(Platform platform) =>
        string.Join('/', new[] { platform.Os ?? "unknown", platform.Architecture ?? "unknown", platform.Variant }.OfType<string>())
        + (platform.OsVersion is { } version ? $":{version}" : "");

    /// <summary>The outcome of a node at a glance.</summary>
    public static GraphMark MarkOf(GraphNodeVerdict node, bool isUnverified) =>
        isUnverified ? GraphMark.Unknown
        : node.IsAccepted ? GraphMark.Good
        : !node.IsRequired ? GraphMark.Aside
        : node.Kind == VerdictKind.Undetermined ? GraphMark.Unknown
        : GraphMark.Bad;

    /// <summary>The mark in text.</summary>
    public static string Of(GraphMark mark) => mark switch
    {
        GraphMark.Good => "✓",
        GraphMark.Bad => "✗",
        GraphMark.Unknown => "?",
        _ => "·",
    };

    /// <summary>The verdict about a node and what it rests on.</summary>
    public static string Status(GraphNodeVerdict node, bool isUnverified)
    {
        if (node.Role == GraphRole.Signature)
        {
            var by = SignerOf(node) is { } signer ? $" by {signer}" : "";
            return isUnverified ? $"not verified{(by.Length > 0 ? $", says it is{by}" : "")}" : $"{VerdictNames.Of(node.Kind)}{by}";
        }

        if (isUnverified)
        {
            return "not verified";
        }

        var kind = VerdictNames.Of(node.Kind);
        return node.Kind != VerdictKind.Trusted
            ? node.IsRequired || node.Kind == VerdictKind.Skipped ? kind : $"{kind}, which the policy allows"
            : node.Coverage switch
            {
                Coverage.IndexSignature => $"{kind} by the signature of the index",
                _ => SignerOf(node) is { } signer
                    ? $"{kind}, signed by {signer}{(node.Coverage.HasFlag(Coverage.IndexSignature) ? " and with the index" : "")}"
                    : kind,
            };
    }

    /// <summary>Who signed, verified or as a signature claims; null when nobody is known.</summary>
    public static string? SignerOf(GraphNodeVerdict node) => ContentOf(node) is { } content
        ? CertificateName.Format(content.CertificateChain[0].SubjectName)
        : null;

    /// <summary>The content of the signature that a node is, or that its verdict rests on.</summary>
    public static EnvelopeContent? ContentOf(GraphNodeVerdict node) => node.Role == GraphRole.Signature
        ? node.Signature?.Content ?? node.Claim?.Content
        : node.Verdict?.TrustedSignature?.Content;

    /// <summary>Size and age, as far as they matter: signatures are all of one size.</summary>
    public static IEnumerable<string> Facts(GraphNodeVerdict node, DateTimeOffset now)
    {
        if (node.Role != GraphRole.Signature)
        {
            yield return Size(node.Size);
        }

        if (node.Created is { } created)
        {
            yield return Age(created, now);
        }
    }

    /// <summary>Bytes for people, in powers of 1024.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? value : Math.Round(value, 1)):0.#} {Units[unit]}");
    }

    /// <summary>How long ago something was; a time in the future is said to be one.</summary>
    public static string Age(DateTimeOffset then, DateTimeOffset now)
    {
        var age = now - then;
        return age < TimeSpan.FromMinutes(-5) ? "from the future"
            : age < TimeSpan.FromMinutes(1) ? "just made"
            : age < TimeSpan.FromHours(1) ? Count((int)age.TotalMinutes, "minute")
            : age < TimeSpan.FromDays(1) ? Count((int)age.TotalHours, "hour")
            : age < TimeSpan.FromDays(61) ? Count((int)age.TotalDays, "day")
            : age < TimeSpan.FromDays(730) ? Count((int)(age.TotalDays / 30.44), "month")
            : Count((int)(age.TotalDays / 365.25), "year");
    }

    private static string Count(int number, string unit) => $"{number} {unit}{(number == 1 ? "" : "s")} old";
}
