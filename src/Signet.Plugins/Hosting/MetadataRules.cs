using System.Text.RegularExpressions;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Hosting;

/// <summary>
/// Completes a plugin's metadata and checks them ("get-plugin-metadata"). A fault is the developer's, who sees it at the
/// first start and not when a host refuses the plugin.
/// </summary>
internal static partial class MetadataRules
{
    /// <summary>The metadata with the capabilities that follow from the plugin's interfaces.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Error"/>: they are not what the protocol asks for.</exception>
    public static PluginMetadata Complete(IPlugin plugin)
    {
        if (plugin.Metadata is not { } metadata)
        {
            throw Faulty("Metadata is null");
        }

        var capabilities = PluginCommands.CapabilitiesOf(plugin);
        var fault = NameFault(metadata.Name)
            ?? TextFault(metadata.Description, "Description")
            ?? VersionFault(metadata.Version)
            ?? TextFault(metadata.Url, "Url")
            ?? ContractVersionFault(metadata.SupportedContractVersions)
            ?? VerifierFault(plugin)
            ?? CapabilityFault(metadata.Capabilities, capabilities);
        return fault is null ? metadata with { Capabilities = capabilities } : throw Faulty(fault);
    }

    /// <summary>The name is a part of paths, at the host and in the executable's name.</summary>
    private static string? NameFault(string? name) =>
        name is not null && NamePattern().IsMatch(name) && name.Trim('.').Length > 0
            ? null
            : "set Metadata.Name to letters, digits, dots, hyphens and underscores; the executable is called notation-{Name}";

    private static string? VersionFault(string? version) =>
        version is not null && VersionPattern().IsMatch(version)
            ? null
            : "set Metadata.Version to a semantic version without a leading v, for example 1.0.0";

    private static string? TextFault(string? text, string member) =>
        string.IsNullOrWhiteSpace(text) ? $"set Metadata.{member}; hosts refuse a plugin without it" : null;

    /// <summary>The messages are those of this version; a plugin that promises another would break its promise.</summary>
    private static string? ContractVersionFault(IReadOnlyList<string>? versions) =>
        versions is [PluginProtocol.ContractVersion]
            ? null
            : $"leave Metadata.SupportedContractVersions as it is: this library speaks {PluginProtocol.ContractVersion} and nothing else";

    private static string? VerifierFault(IPlugin plugin)
    {
        if (plugin is not ISignatureVerifier { VerifierCapabilities: var capabilities })
        {
            return null;
        }

        return capabilities is { Count: > 0 } && capabilities.Distinct().Count() == capabilities.Count && capabilities.All(
                c => c is PluginCapability.TrustedIdentityVerifier or PluginCapability.RevocationVerifier)
            ? null
            : $"set VerifierCapabilities to {PluginCapability.TrustedIdentityVerifier}, {PluginCapability.RevocationVerifier} or both";
    }

    private static string? CapabilityFault(IReadOnlyList<string>? listed, IReadOnlyList<string> implemented)
    {
        if (listed?.FirstOrDefault(c => !implemented.Contains(c)) is { } unknown)
        {
            return $"Metadata.Capabilities lists {unknown}, which no interface of the plugin provides; implement it or leave it out";
        }

        return implemented.Count > 0
            ? null
            : "the plugin can do nothing; implement IRawSigner, IEnvelopeGenerator, IBlobEnvelopeGenerator or ISignatureVerifier";
    }

    private static PluginException Faulty(string fault) =>
        new(PluginErrorCode.Error, $"this plugin is not finished: {fault}");

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,128}\z")]
    private static partial Regex NamePattern();

    /// <summary>semver.org, bounded in length.</summary>
    [GeneratedRegex(@"\A(?=.{1,128}\z)(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\z")]
    private static partial Regex VersionPattern();
}
