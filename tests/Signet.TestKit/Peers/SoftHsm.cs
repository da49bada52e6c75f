namespace Signet.TestKit.Peers;

/// <summary>
/// A real token in software: SoftHSM with its objects in a temporary folder of its own, made by <c>softhsm2-util</c> and
/// filled by <c>pkcs11-tool</c>.
/// </summary>
public sealed class SoftHsm : IDisposable
{
    public const string Label = "Release Keys";

    public const string Pin = "pin-8261-example";

    private const string OfficerPin = "officer-example";

    private readonly ToolHome _home = new();

    private SoftHsm(string module) => Module = module;

    /// <summary>Full path of the module.</summary>
    public string Module { get; }

    /// <summary>Where the token lies; its value for <see cref="ConfigurationVariable"/>.</summary>
    public string Configuration => _home.PathOf("softhsm2.conf");

    /// <summary>The variable through which the module finds its token.</summary>
    public static string ConfigurationVariable => "SOFTHSM2_CONF";

    /// <summary>Files of the token.</summary>
    public string Folder => _home.Folder;

    /// <summary>Makes a token.</summary>
    public static async Task<SoftHsm> CreateAsync()
    {
        var hsm = new SoftHsm(Peers.SoftHsmModule);
        Directory.CreateDirectory(hsm._home.PathOf("tokens"));
        await File.WriteAllTextAsync(hsm.Configuration, $"""
            directories.tokendir = {hsm._home.PathOf("tokens")}
            objectstore.backend = file
            log.level = ERROR

            """);
        hsm._home.Variables[ConfigurationVariable] = hsm.Configuration;
        hsm._home.Variables["LD_LIBRARY_PATH"] = Peers.OpenScLibraries;
        await hsm.AddTokenAsync(Label);
        return hsm;
    }

    /// <summary>Makes one more token behind the same module.</summary>
    public async Task AddTokenAsync(string label) => (await _home.RunAsync(
        Peers.SoftHsmUtil,
        ["--module", Module, "--init-token", "--free", "--label", label, "--pin", Pin, "--so-pin", OfficerPin])).Succeeded();

    /// <summary>Runs <c>pkcs11-tool</c>, logged in to the token.</summary>
    public async Task<ToolResult> ToolAsync(params string[] arguments) => (await _home.RunAsync(
        Peers.Pkcs11Tool,
        ["--module", Module, "--token-label", Label, "--login", "--pin", Pin, .. arguments])).Succeeded();

    /// <summary>Slots and the state of their tokens, without a login.</summary>
    public async Task<ToolResult> SlotsAsync() =>
        (await _home.RunAsync(Peers.Pkcs11Tool, ["--module", Module, "--list-slots"])).Succeeded();

    /// <summary>Makes a key pair on the token.</summary>
    /// <param name="type">As the tool takes it: <c>rsa:2048</c>, <c>EC:secp256r1</c>.</param>
    /// <param name="label">CKA_LABEL.</param>
    /// <param name="id">CKA_ID in hexadecimal.</param>
    /// <param name="flags">Further flags of the tool.</param>
    public Task GenerateAsync(string type, string label, string id, params string[] flags) =>
        ToolAsync(["--keypairgen", "--key-type", type, "--usage-sign", "--label", label, "--id", id, .. flags]);

    /// <summary>Writes a DER file: <c>cert</c>, <c>privkey</c> or <c>pubkey</c>.</summary>
    public Task WriteAsync(string type, string file, string label, string id) =>
        ToolAsync("--write-object", file, "--type", type, "--usage-sign", "--label", label, "--id", id);

    public void Dispose() => _home.Dispose();
}
