using System.Text;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Tests.Hosting;

/// <summary>Commands, capabilities and metadata that follow from what a plugin implements.</summary>
public sealed class CommandTests
{
    private const string Raw = "raw";
    private const string Envelope = "envelope";
    private const string Blob = "blob";
    private const string Verifier = "verifier";

    [Theory]
    [InlineData(Raw, "get-plugin-metadata|describe-key|generate-signature|version", "SIGNATURE_GENERATOR.RAW")]
    [InlineData(Envelope, "get-plugin-metadata|generate-envelope|version", "SIGNATURE_GENERATOR.ENVELOPE")]
    [InlineData(Blob, "get-plugin-metadata|describe-key|generate-envelope|version", "SIGNATURE_GENERATOR.ENVELOPE|SIGNATURE_GENERATOR.ENVELOPE_FOR_BLOB")]
    [InlineData(Verifier, "get-plugin-metadata|verify-signature|version", "SIGNATURE_VERIFIER.TRUSTED_IDENTITY|SIGNATURE_VERIFIER.REVOCATION_CHECK")]
    public async Task Interfaces_decide(string kind, string commands, string capabilities)
    {
        foreach (var command in commands.Split('|')[..^1])
        {
            (await HostLab.CallAsync(Make(kind), command)).Succeeded();
        }

        string[] all = ["get-plugin-metadata", "describe-key", "generate-signature", "generate-envelope", "verify-signature", "version", "Version", "-h", ""];
        foreach (var command in all.Except(commands.Split('|')))
        {
            (await HostLab.CallAsync(Make(kind), command)).Failed(
                PluginErrorCode.Validation, $"Invalid command, valid commands are: {commands.Replace("|", ", ", StringComparison.Ordinal)}");
        }

        var metadata = (await HostLab.CallAsync(Make(kind), "get-plugin-metadata")).Succeeded();
        Assert.Equal(capabilities, string.Join('|', metadata["capabilities"]!.AsArray()));
    }

    [Theory]
    [InlineData()]
    [InlineData("version", "version")]
    public async Task There_is_exactly_one_argument(params string[] args) =>
        (await HostLab.CallAsync(new RawPlugin(), args, [])).Failed(
            PluginErrorCode.Validation,
            "Exactly one command is expected, valid commands are: get-plugin-metadata, describe-key, generate-signature, version");

    [Fact]
    public async Task Version_is_for_people_and_reads_nothing() =>
        Assert.Equal(new Reply(0, "example - An example\nVersion: 1.2.3\n", ""), await HostLab.CallAsync(new RawPlugin(), ["version"], "junk"u8.ToArray()));

    [Fact]
    public async Task Metadata_have_the_members_of_the_protocol() =>
        Assert.Equal(
            new Reply(0, """{"name":"example","description":"An example","version":"1.2.3","url":"https://example.com/plugin","supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}""", ""),
            await HostLab.CallAsync(new RawPlugin(), "get-plugin-metadata", """{"pluginConfig":{"a":"b"}}"""));

    public static TheoryData<string, IPlugin> Unfinished => new()
    {
        { "set Metadata.Name", Raw_(m => m with { Name = "" }) },
        { "set Metadata.Name", Raw_(m => m with { Name = ".." }) },
        { "set Metadata.Name", Raw_(m => m with { Name = "a/b" }) },
        { "set Metadata.Name", Raw_(m => m with { Name = "a\n" }) },
        { "set Metadata.Name", Raw_(m => m with { Name = null! }) },
        { "set Metadata.Description", Raw_(m => m with { Description = " " }) },
        { "set Metadata.Version", Raw_(m => m with { Version = "" }) },
        { "set Metadata.Version", Raw_(m => m with { Version = "v1.0.0" }) },
        { "set Metadata.Version", Raw_(m => m with { Version = "1.0" }) },
        { "set Metadata.Version", Raw_(m => m with { Version = "01.0.0" }) },
        { "set Metadata.Url", Raw_(m => m with { Url = "" }) },
        { "SupportedContractVersions", Raw_(m => m with { SupportedContractVersions = [] }) },
        { "SupportedContractVersions", Raw_(m => m with { SupportedContractVersions = ["1.0", "2.0"] }) },
        { "lists SIGNATURE_GENERATOR.ENVELOPE, which", Raw_(m => m with { Capabilities = [PluginCapability.EnvelopeGenerator] }) },
        { "Metadata is null", new RawPlugin { Metadata = null! } },
        { "the plugin can do nothing", new IdlePlugin() },
        { "set VerifierCapabilities", new VerifierPlugin { VerifierCapabilities = [] } },
        { "set VerifierCapabilities", new VerifierPlugin { VerifierCapabilities = null! } },
        { "set VerifierCapabilities", new VerifierPlugin { VerifierCapabilities = [PluginCapability.RawSignatureGenerator] } },
    };

    [Theory]
    [MemberData(nameof(Unfinished))]
    public async Task An_unfinished_plugin_says_what_is_missing(string words, IPlugin plugin)
    {
        foreach (var command in new[] { "get-plugin-metadata", "version" })
        {
            (await HostLab.CallAsync(plugin, command)).Failed(PluginErrorCode.Error, words);
        }
    }

    [Theory]
    [InlineData("1.0.0-alpha.1+build.5")]
    [InlineData("0.0.0")]
    public async Task Versions_are_semantic(string version) =>
        (await HostLab.CallAsync(Raw_(m => m with { Version = version, Capabilities = [PluginCapability.RawSignatureGenerator] }), "get-plugin-metadata")).Succeeded();

    [Fact]
    public async Task What_the_constructor_throws_is_answered_too() =>
        (await HostLab.CallAsync(
            () => throw new System.Reflection.TargetInvocationException(new PluginException(PluginErrorCode.AccessDenied, "no token")),
            ["version"],
            new MemoryStream(Encoding.UTF8.GetBytes("{}")))).Failed(PluginErrorCode.AccessDenied, "no token");

    private static RawPlugin Raw_(Func<PluginMetadata, PluginMetadata> change) => new() { Metadata = change(IdlePlugin.Good) };

    private static IPlugin Make(string kind) => kind switch
    {
        Raw => new RawPlugin(),
        Envelope => new EnvelopePlugin(),
        Blob => new BlobPlugin(),
        _ => new VerifierPlugin(),
    };
}
