using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;

namespace Signet.Notary.Plugins;

/// <summary>What the host holds the answers of a plugin to (plugin-extensibility.md, the section of each command).</summary>
internal static class PluginRules
{
    /// <summary>
    /// "get-plugin-metadata": no member empty, a contract version in common, the name that of the executable, in the order
    /// and words of <c>notation</c>.
    /// </summary>
    /// <returns>The contract version to speak.</returns>
    public static string CheckMetadata(string plugin, PluginMetadata metadata)
    {
        var version = ContractVersions.Choose(metadata.SupportedContractVersions);
        var fault =
            metadata.Name.Length == 0 ? "empty name"
            : metadata.Description.Length == 0 ? "empty description"
            : metadata.Version.Length == 0 ? "empty version"
            : metadata.Url.Length == 0 ? "empty url"
            : metadata.Capabilities.Count == 0 ? "empty capabilities"
            : metadata.SupportedContractVersions.Count == 0 ? "supported contract versions not specified"
            : FindExcess(metadata);
        if (fault is not null)
        {
            throw new PluginCallException(
                PluginFailure.Malformed, $"metadata validation failed for plugin {plugin}: {fault}");
        }

        if (version is null)
        {
            throw new PluginCallException(
                PluginFailure.NotCapable,
                $"metadata validation failed for plugin {plugin}: contract version \"{PluginProtocol.ContractVersion}\" is not in "
                + $"the list of the plugin supported versions [{Words(metadata.SupportedContractVersions)}]");
        }

        return metadata.Name == plugin
            ? version
            : throw new PluginCallException(
                PluginFailure.Malformed,
                "plugin executable file name must be "
                + $"{PluginText.Quoted(PluginName.ExecutableOf(metadata.Name))} instead of \"{PluginName.ExecutableOf(plugin)}\"");
    }

    /// <summary>"describe-key": the key that was asked for, of a kind the specification knows.</summary>
    public static void CheckKey(string plugin, DescribeKeyRequest request, DescribeKeyResponse answer)
    {
        CheckKeyId("describeKey", request.KeyId, answer.KeyId);
        if (FindAlgorithm(answer.KeySpec) is null)
        {
            throw new PluginCallException(
                PluginFailure.Malformed,
                $"keySpec in describeKey response {PluginText.Quoted(answer.KeySpec)} of plugin {plugin} is not supported; known "
                + $"are {string.Join(", ", SignatureAlgorithm.All.Select(a => a.KeySpecName))}");
        }
    }

    /// <summary>
    /// "generate-signature": the key that was asked for, and the algorithm that follows from its kind, which
    /// <c>notation</c> does not compare.
    /// </summary>
    public static void CheckSignature(
        string plugin, GenerateSignatureRequest request, SignatureAlgorithm algorithm, GenerateSignatureResponse answer)
    {
        CheckKeyId("generateSignature", request.KeyId, answer.KeyId);
        if (answer.SigningAlgorithm != algorithm.Name)
        {
            throw new PluginCallException(
                PluginFailure.NotAuthentic,
                $"signingAlgorithm in generateSignature response {PluginText.Quoted(answer.SigningAlgorithm)} of plugin {plugin} is "
                + $"not \"{algorithm.Name}\", the one of a key of {algorithm.KeySpecName}");
        }

        if (answer.Signature.IsEmpty || answer.CertificateChain.Count == 0)
        {
            throw new PluginCallException(
                PluginFailure.Malformed,
                $"plugin {plugin} generate-signature returned no {(answer.Signature.IsEmpty ? "signature" : "certificateChain")}");
        }
    }

    /// <summary>"generate-envelope": an envelope of the type that was asked for.</summary>
    public static void CheckEnvelope(string plugin, GenerateEnvelopeRequest request, GenerateEnvelopeResponse answer)
    {
        if (answer.SignatureEnvelopeType != request.SignatureEnvelopeType)
        {
            throw new PluginCallException(
                PluginFailure.NotAuthentic,
                $"signatureEnvelopeType in generateEnvelope response {PluginText.Quoted(answer.SignatureEnvelopeType)} does not "
                + $"match request {PluginText.Quoted(request.SignatureEnvelopeType)}");
        }

        if (answer.SignatureEnvelope.IsEmpty)
        {
            throw new PluginCallException(
                PluginFailure.Malformed, $"plugin {plugin} generate-envelope returned no signatureEnvelope");
        }
    }

    /// <summary>
    /// "verify-signature": a result for each capability that was asked for, and every attribute that the host left to the
    /// plugin processed. Further names of attributes that are in the request are tolerated, because <c>notation</c> asks for
    /// every one of them and plugins answer accordingly; a name that is not in it, which <c>notation</c> lets pass, shows
    /// that the answer is about another signature.
    /// </summary>
    /// <returns>The answer without results that nobody asked for: nothing may be decided on them.</returns>
    public static VerifySignatureResponse CheckVerification(
        string plugin, VerifySignatureRequest request, VerifySignatureResponse answer)
    {
        foreach (var attribute in request.Signature.UnprocessedAttributes ?? [])
        {
            if (!answer.ProcessedAttributes.Contains(attribute, StringComparer.Ordinal))
            {
                throw new PluginCallException(
                    PluginFailure.NotAuthentic,
                    $"extended critical attribute {PluginText.Quoted(attribute)} was not processed by the verification plugin "
                    + $"\"{plugin}\" (all extended critical attributes must be processed by the verification plugin)");
            }
        }

        var sent = request.Signature.CriticalAttributes.ExtendedAttributes;
        if (answer.ProcessedAttributes.FirstOrDefault(a => sent?.ContainsKey(a) != true) is { } stray)
        {
            throw new PluginCallException(
                PluginFailure.NotAuthentic,
                $"the verification plugin \"{plugin}\" says that it processed the attribute {PluginText.Quoted(stray)}, which the "
                + "signature does not have");
        }

        var results = new Dictionary<string, VerificationResult>(StringComparer.Ordinal);
        foreach (var capability in request.TrustPolicy.SignatureVerification)
        {
            results[capability] = answer.VerificationResults.TryGetValue(capability, out var result)
                ? result
                : throw new PluginCallException(
                    PluginFailure.Malformed, $"the verification plugin \"{plugin}\" failed to verify \"{capability}\"");
        }

        return answer with { VerificationResults = results };
    }

    /// <summary>The algorithm of a kind of key, by its name in the protocol; null when there is no such kind.</summary>
    public static SignatureAlgorithm? FindAlgorithm(string keySpec) =>
        SignatureAlgorithm.All.FirstOrDefault(a => a.KeySpecName == keySpec);

    private static void CheckKeyId(string response, string asked, string answered)
    {
        if (answered != asked)
        {
            throw new PluginCallException(
                PluginFailure.NotAuthentic,
                $"keyID in {response} response {PluginText.Quoted(answered)} does not match request {PluginText.Quoted(asked)}");
        }
    }

    private static string? FindExcess(PluginMetadata metadata)
    {
        string[] texts =
        [
            metadata.Name, metadata.Description, metadata.Version, metadata.Url,
            .. metadata.Capabilities, .. metadata.SupportedContractVersions,
        ];
        return texts.Any(t => t.Length > NotaryLimits.PluginMetadataCharacters)
            ? $"a member has more than {NotaryLimits.PluginMetadataCharacters} characters"
            : texts.Length > NotaryLimits.PluginMetadataEntries
            ? $"it lists more than {NotaryLimits.PluginMetadataEntries} capabilities and versions"
            : null;
    }

    private static string Words(IEnumerable<string> words) =>
        string.Join(' ', words.Select(w => PluginText.Printable(w, PluginText.WordLength)));
}
