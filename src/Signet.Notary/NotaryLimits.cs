using Signet.Oci;
using Signet.Signatures;

namespace Signet.Notary;

/// <summary>Every cap this library puts on the user's own files and on plugins, with its reason.</summary>
public static class NotaryLimits
{
    /// <summary>Bytes of <c>config.json</c> and <c>signingkeys.json</c>; a key's entry takes some 200.</summary>
    public const int ConfigurationBytes = 1024 * 1024;

    /// <summary>Bytes of a trust policy; a statement takes some 400, so this holds ten thousand.</summary>
    public const int TrustPolicyBytes = 4 * 1024 * 1024;

    /// <summary>Errors of a trust policy that are listed; nobody corrects more in one sitting.</summary>
    public const int TrustPolicyErrors = 200;

    /// <summary>Identities of one statement, each of which is compared with each other; real ones name a dozen.</summary>
    public const int TrustedIdentities = 200;

    /// <summary>Attributes of one distinguished name in a policy; X.520 has some twenty that people use.</summary>
    public const int DistinguishedNameAttributes = 32;

    /// <summary>Longest age of a signature that a policy can state, in days: a hundred years.</summary>
    public const int SignatureAgeDays = 36_500;

    /// <summary>Bytes of a file of policy tests; a test takes some 150, so this holds seven thousand.</summary>
    public const int PolicyTestBytes = 1024 * 1024;

    /// <summary>How far a signer's clock may be ahead before a signing time counts as one of the future.</summary>
    public static readonly TimeSpan SigningClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Rules of one statement for types of referrers; a dozen types are in use.</summary>
    public const int GraphReferrerRules = 200;

    /// <summary>Time to verify a whole graph: fifteen thousand requests, ten at a time, to a registry 50 ms away take two minutes.</summary>
    public static readonly TimeSpan GraphDuration = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Caps of a graph that is verified as a whole. Each of its manifests costs some requests and signatures to check, so there
    /// are fewer than in a graph that is only copied: a release of 100 platforms with ten reports each, all signed, has 9 000
    /// manifests and blobs.
    /// </summary>
    public static OciLimits Graphs { get; } = new()
    {
        GraphNodes = 20_000,
        GraphManifestBytes = 128L * 1024 * 1024,
    };

    /// <summary>Bytes of the record of a promotion: two verdicts about each manifest of the largest graph, some 200 bytes each.</summary>
    public const int PromotionRecordBytes = 16 * 1024 * 1024;

    /// <summary>Names, values and brackets in such a record: a dozen for each verdict.</summary>
    public const int PromotionRecordTokens = 1024 * 1024;

    /// <summary>
    /// Bytes of a file of a layout that is looked into when a promotion's leftovers are searched: manifests and envelopes of
    /// signatures have some 10 KiB.
    /// </summary>
    public const int LeftoverBytes = 1024 * 1024;

    /// <summary>Files of a layout that are looked into for that.</summary>
    public const int LeftoverFiles = 100_000;

    /// <summary>
    /// Bytes of a bundle's statement: twenty thousand manifests and blobs with two entries of some 250 bytes each take 10 MiB.
    /// </summary>
    public const int BundleStatementBytes = 32 * 1024 * 1024;

    /// <summary>Values, names and brackets in it; the same twenty thousand take some 400 000.</summary>
    public const int BundleStatementTokens = 1024 * 1024;

    /// <summary>Caps of a bundle: those of a verified graph, and as many entries in its archive.</summary>
    public static OciLimits Bundles { get; } = Graphs with { ArchiveEntries = Graphs.GraphNodes + (TrustStoreFiles * 8) };

    /// <summary>Bytes of one file of a trust store; the bundles that browsers ship have some 250 KiB.</summary>
    public const int CertificateFileBytes = 4 * 1024 * 1024;

    /// <summary>Files in one named trust store; each is parsed at every verification.</summary>
    public const int TrustStoreFiles = 1024;

    /// <summary>Bytes of a revocation list's file in the cache: the largest list and as large a delta, in base64.</summary>
    public const int CachedCrlBytes = (2 * ((SignatureLimits.CrlBytes / 3 * 4) + 4)) + 1024;

    /// <summary>Bytes of an OCSP response's file in the cache: the largest response, its id and its address, in JSON.</summary>
    public const int CachedOcspBytes = 256 * 1024;

    /// <summary>Lists in the cache. An authority has one or two; a machine meets some dozen authorities.</summary>
    public const int CachedCrls = 256;

    /// <summary>Bytes of all lists in the cache: five of the largest there can be, or hundreds of real ones.</summary>
    public const long AllCachedCrlBytes = 512L * 1024 * 1024;

    /// <summary>OCSP responses in the cache: one for each certificate, which a registry's gate can meet in thousands.</summary>
    public const int CachedOcspResponses = 4096;

    /// <summary>Bytes of all OCSP responses in the cache; 4096 of the usual 2 KiB take 12 MiB.</summary>
    public const long AllCachedOcspBytes = 64L * 1024 * 1024;

    /// <summary>Age from which a temporary file in the cache is a killed writer's. The largest takes seconds to write.</summary>
    public static readonly TimeSpan CacheTemporaryAge = TimeSpan.FromHours(1);

    /// <summary>Names and values in one answer of a plugin; real ones have some twenty, and one for each annotation.</summary>
    public const int PluginAnswerTokens = 64 * 1024;

    /// <summary>Characters of one text in a plugin's metadata; a description has some hundred.</summary>
    public const int PluginMetadataCharacters = 4096;

    /// <summary>Texts in a plugin's metadata: the four of its name card, five capabilities, a version or two.</summary>
    public const int PluginMetadataEntries = 128;

    /// <summary>
    /// Plugin processes that one verifier has at the same time. Signatures are evaluated ten at a time; as many processes,
    /// each with a runtime of its own, would be felt on a small machine, and services throttle who calls them like that.
    /// </summary>
    public const int VerificationPluginProcesses = 4;

    /// <summary>Annotations that a plugin may add to a signature manifest, each of which registries return in every list.</summary>
    public const int PluginAnnotations = 64;

    /// <summary>Characters of all of them: registries take manifests of 4 MiB, and lists repeat them.</summary>
    public const int PluginAnnotationCharacters = 64 * 1024;

    /// <summary>
    /// Bytes that a plugin's package, and all files in it together, must stay under (plugin-extensibility.md, "Plugin
    /// lifecycle management"). Self-contained .NET plugins have some 80 MiB.
    /// </summary>
    public const long PluginPackageBytes = 256L * 1024 * 1024;

    /// <summary>Entries of a package; a self-contained .NET plugin has some 200.</summary>
    public const int PluginPackageEntries = 4096;

    /// <summary>Redirects of a download, as Go's client follows; release pages have one or two.</summary>
    public const int PluginRedirects = 10;

    /// <summary>Time of a download: 256 MiB at 3.5 Mbit/s.</summary>
    public static readonly TimeSpan PluginDownloadTime = TimeSpan.FromMinutes(10);
}
