using System.Text;
using System.Text.Json;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>What the plugin says of itself, member by member.</summary>
internal sealed class MetadataConformance(ConformanceProbe probe, ConformanceRecord record)
{
    private static readonly string[] Capabilities =
    [
        PluginCapability.RawSignatureGenerator, PluginCapability.EnvelopeGenerator, PluginCapability.BlobEnvelopeGenerator,
        PluginCapability.TrustedIdentityVerifier, PluginCapability.RevocationVerifier,
    ];

    /// <summary>Tries all rules; the metadata, or null when nothing else can be tried.</summary>
    public async Task<PluginMetadata?> RunAsync(CancellationToken cancellationToken)
    {
        PluginMetadata metadata;
        try
        {
            metadata = await AskAsync(ConformanceRules.MetadataAnswer, "{}", cancellationToken);
            record.Pass(ConformanceRules.MetadataAnswer, "one JSON object, exit status 0");
        }
        catch (PluginCallException e)
        {
            record.Fail(ConformanceRules.MetadataAnswer, Explain(e));
            return null;
        }

        CheckMembers(metadata);
        await CompareAsync(ConformanceRules.MetadataStable, "{}", metadata, cancellationToken);
        await CompareAsync(
            ConformanceRules.UnknownMembers,
            """{"signetConformance":{"unknown":[1,null,"text"]},"contractVersion":"1.0"}""",
            metadata,
            cancellationToken);
        return metadata;
    }

    private async Task<PluginMetadata> AskAsync(ConformanceRule rule, string request, CancellationToken cancellationToken)
    {
        var ended = await probe.CallAsync(rule, PluginProtocol.GetMetadata, Encoding.UTF8.GetBytes(request), cancellationToken);
        return ended.ExitCode == 0
            ? PluginAnswers.Read(probe.Client.Name, PluginProtocol.GetMetadata, ended.Output, PluginAnswers.Metadata)
            : throw PluginErrors.Read(probe.Client.Name, PluginProtocol.GetMetadata, ended);
    }

    private async Task CompareAsync(
        ConformanceRule rule, string request, PluginMetadata first, CancellationToken cancellationToken)
    {
        try
        {
            var again = await AskAsync(rule, request, cancellationToken);
            var isSame = Write(again).AsSpan().SequenceEqual(Write(first));
            record.PassIf(rule, isSame, isSame ? "the same answer" : "another answer than the first time");
        }
        catch (PluginCallException e)
        {
            record.Fail(rule, Explain(e));
        }

        static byte[] Write(PluginMetadata metadata) =>
            JsonSerializer.SerializeToUtf8Bytes(metadata, PluginJson.Default.PluginMetadata);
    }

    private void CheckMembers(PluginMetadata metadata)
    {
        string[] missing =
        [
            .. new (string Name, bool IsThere)[]
            {
                ("name", metadata.Name.Length > 0),
                ("description", metadata.Description.Length > 0),
                ("version", metadata.Version.Length > 0),
                ("url", metadata.Url.Length > 0),
                ("supportedContractVersions", metadata.SupportedContractVersions.Count > 0),
                ("capabilities", metadata.Capabilities.Count > 0),
            }.Where(m => !m.IsThere).Select(m => m.Name),
        ];
        record.PassIf(
            ConformanceRules.MetadataMembers,
            missing.Length == 0,
            missing.Length == 0 ? "all six" : $"missing or empty: {string.Join(", ", missing)}");
        record.PassIf(ConformanceRules.MetadataName, metadata.Name == probe.Client.Name, PluginText.Quoted(metadata.Name));
        record.PassIf(
            ConformanceRules.MetadataVersion, SemanticVersion.TryParse(metadata.Version, out _), PluginText.Quoted(metadata.Version));
        record.PassIf(
            ConformanceRules.MetadataUrl,
            Uri.TryCreate(metadata.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https",
            PluginText.Quoted(metadata.Url));
        record.PassIf(
            ConformanceRules.MetadataContract,
            ContractVersions.Choose(metadata.SupportedContractVersions) is not null
                && metadata.SupportedContractVersions.All(ContractVersions.IsVersion)
                && metadata.SupportedContractVersions.DistinctBy(v => v.Split('.')[0]).Count() == metadata.SupportedContractVersions.Count,
            List(metadata.SupportedContractVersions));
        record.PassIf(
            ConformanceRules.MetadataCapabilities,
            metadata.Capabilities.Count > 0
                && metadata.Capabilities.All(Capabilities.Contains)
                && metadata.Capabilities.Distinct(StringComparer.Ordinal).Count() == metadata.Capabilities.Count,
            List(metadata.Capabilities));
    }

    /// <summary>What is wrong with an answer that is no JSON, which a host leaves out of its message.</summary>
    private static string Explain(PluginCallException e) =>
        e.InnerException is JsonException cause ? $"{e.Message}: {cause.Message}" : e.Message;

    private static string List(IEnumerable<string> words) => $"[{string.Join(' ', words.Take(16).Select(PluginText.Quoted))}]";
}
