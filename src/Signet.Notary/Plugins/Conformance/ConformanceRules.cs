namespace Signet.Notary.Plugins.Conformance;

/// <summary>The rules, in the order in which they are tried and reported.</summary>
public static class ConformanceRules
{
    private const string Contract = "Plugin contract";
    private const string Metadata = "get-plugin-metadata";
    private const string Errors = "Error codes";
    private const string Describe = "describe-key";
    private const string Sign = "generate-signature";
    private const string Envelope = "generate-envelope";
    private const string Verify = "verify-signature";

    private static readonly List<ConformanceRule> List = [];

    /// <summary>All rules.</summary>
    public static IReadOnlyList<ConformanceRule> All => List;

    internal static ConformanceRule Executable { get; } = Add(
        "executable",
        "Plugin executable file",
        "notation-{name} is a regular, executable file in the directory {name}, and nobody else can change it",
        "Install the plugin again with `signet plugin install`.");

    internal static ConformanceRule MetadataAnswer { get; } = Add(
        "metadata-answer",
        Contract,
        "get-plugin-metadata ends with 0 and writes one JSON object to standard output, nothing else",
        "Write the answer and nothing else to standard output, and end with 0.");

    internal static ConformanceRule MetadataMembers { get; } = Add(
        "metadata-members",
        Metadata,
        "name, description, version, url, supportedContractVersions and capabilities are there and not empty",
        "Add what is missing; hosts refuse the plugin without it.");

    internal static ConformanceRule MetadataName { get; } = Add(
        "metadata-name",
        Metadata,
        "the name is that of the directory and, after notation-, of the executable",
        "Return the name that the executable has, or rename the executable.");

    internal static ConformanceRule MetadataVersion { get; } = Add(
        "metadata-version",
        Metadata,
        "the version is a semantic version, without a leading v",
        "Use a version such as 1.0.0 (semver.org): updates and signatures compare it.");

    internal static ConformanceRule MetadataUrl { get; } = Add(
        "metadata-url",
        Metadata,
        "the url is an absolute address of http or https",
        "Return the address where users find help, with its https://.");

    internal static ConformanceRule MetadataContract { get; } = Add(
        "metadata-contract-versions",
        Contract,
        "1.0 is among the contract versions, each is major.minor, and each major version is there once",
        "Return [\"1.0\"].");

    internal static ConformanceRule MetadataCapabilities { get; } = Add(
        "metadata-capabilities",
        Metadata,
        "each capability is one of the specification's, and there once",
        "Return capabilities by the specification's names, in capitals.");

    internal static ConformanceRule MetadataStable { get; } = Add(
        "metadata-stable",
        Metadata,
        "asked again, it answers the same",
        "Let no member depend on time or chance.");

    internal static ConformanceRule UnknownMembers { get; } = Add(
        "unknown-members",
        "Plugin contract versioning",
        "members of a request that it does not know are passed over",
        "Ignore unknown members: later minor versions of the contract add some.");

    internal static ConformanceRule UnknownCommand { get; } = Add(
        "unknown-command",
        Contract,
        "a command that it does not have ends with 1 and an error object on standard error",
        "Write {\"errorCode\":\"VALIDATION_ERROR\",\"errorMessage\":\"…\"} to standard error and end with 1.");

    internal static ConformanceRule EmptyRequest { get; } = Add(
        "empty-request",
        Errors,
        "without a request, when standard input is closed at once, it ends with VALIDATION_ERROR",
        "Read standard input to its end, and answer with VALIDATION_ERROR when it is empty.");

    internal static ConformanceRule MalformedRequest { get; } = Add(
        "malformed-request",
        Errors,
        "a request that is not JSON ends with VALIDATION_ERROR",
        "Answer with VALIDATION_ERROR when the request cannot be read.");

    internal static ConformanceRule ContractVersion { get; } = Add(
        "contract-version",
        Errors,
        "a request of another major contract version ends with UNSUPPORTED_CONTRACT_VERSION",
        "Compare contractVersion before anything else.");

    internal static ConformanceRule WholeRequest { get; } = Add(
        "whole-request",
        Contract,
        "a request is read to its end, however large: with a megabyte before it, the answer is the same",
        "Read standard input to its end and not one buffer or line of it.");

    internal static ConformanceRule EmptyKeyId { get; } = Add(
        "empty-key-id",
        Errors,
        "an empty keyId ends with VALIDATION_ERROR",
        "Check required members before the key service is asked.");

    internal static ConformanceRule DescribeKey { get; } = Add(
        "describe-key",
        Describe,
        "keyId is the request's, byte for byte, and keySpec one of the six kinds",
        "Return the request's keyId unchanged, and RSA-2048, RSA-3072, RSA-4096, EC-256, EC-384 or EC-521.");

    internal static ConformanceRule SignatureAnswer { get; } = Add(
        "signature-answer",
        Sign,
        "it answers with the request's keyId, a signature and a certificateChain",
        "Return the request's keyId unchanged, and signature and certificates in standard base64.");

    internal static ConformanceRule SignatureAlgorithm { get; } = Add(
        "signature-algorithm",
        Sign,
        "signingAlgorithm is the one of the key's kind",
        "RSA keys sign with RSASSA-PSS, EC keys with ECDSA; hash as in the request's hashAlgorithm.");

    internal static ConformanceRule SignatureWidth { get; } = Add(
        "signature-width",
        Sign,
        "the signature has the length of its algorithm; of ECDSA, r and s side by side in fixed width",
        "Convert ECDSA signatures from DER to r and s, each filled up with zeros.");

    internal static ConformanceRule SignatureVerifies { get; } = Add(
        "signature-verifies",
        Sign,
        "the signature of the payload verifies with the first certificate's key",
        "Hash the payload once (it is not hashed), use PSS with a salt as long as the hash, and return the key's own certificate.");

    internal static ConformanceRule SignatureChain { get; } = Add(
        "signature-chain",
        Sign,
        "the chain goes from the signing certificate to the root and meets the certificate requirements",
        "Return the leaf first, then each issuer, the root last; the leaf needs digitalSignature, and codeSigning if it has purposes.");

    internal static ConformanceRule SignatureJws { get; } = Add(
        "signature-jws",
        Sign,
        "a JWS envelope made with its signature verifies",
        "See signature-verifies and signature-chain.");

    internal static ConformanceRule SignatureCose { get; } = Add(
        "signature-cose",
        Sign,
        "a COSE envelope made with its signature verifies",
        "Sign any bytes: a COSE payload is binary, not text.");

    internal static ConformanceRule SignatureAgain { get; } = Add(
        "signature-again",
        Sign,
        "the same payload can be signed again",
        "Keep nothing between calls that forbids the next one.");

    internal static ConformanceRule EnvelopeJws { get; } = Add(
        "envelope-jws", Envelope, "its JWS envelope passes every check of a host", "Make the envelope by signature-specification.md; keep the payload.");

    internal static ConformanceRule EnvelopeCose { get; } = Add(
        "envelope-cose", Envelope, "its COSE envelope passes every check of a host", "Make the envelope by signature-specification.md; keep the payload.");

    internal static ConformanceRule EnvelopeExpiry { get; } = Add(
        "envelope-expiry",
        Envelope,
        "expiryDurationInSeconds is kept",
        "Sign the expiry as an attribute, not later than asked for.");

    internal static ConformanceRule BlobEnvelopeJws { get; } = Add(
        "blob-envelope-jws", Envelope, "its JWS envelope of a blob passes every check of a host", "As envelope-jws; the key is the one of describe-key.");

    internal static ConformanceRule BlobEnvelopeCose { get; } = Add(
        "blob-envelope-cose", Envelope, "its COSE envelope of a blob passes every check of a host", "As envelope-cose; the key is the one of describe-key.");

    internal static ConformanceRule UnknownKey { get; } = Add(
        "unknown-key",
        Errors,
        "a key that does not exist ends with 1 and one of the six error codes",
        "Turn failures of the key service into the protocol's errors; write no stack traces.");

    internal static ConformanceRule VerifySignature { get; } = Add(
        "verify-signature",
        Verify,
        "there is a result for each capability that was asked for and no other, with a reason for each no, and processedAttributes",
        "Answer for what the request asks for in trustPolicy.signatureVerification, and for nothing else.");

    private static ConformanceRule Add(string name, string section, string demand, string remedy)
    {
        var rule = new ConformanceRule(name, section, demand, remedy);
        List.Add(rule);
        return rule;
    }
}
