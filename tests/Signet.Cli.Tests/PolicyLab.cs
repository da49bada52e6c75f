using Signet.Cli.Commands;
using Signet.TestKit.Pki;

namespace Signet.Cli.Tests;

/// <summary>A configuration directory of its own, and commands run on it inside the test.</summary>
internal sealed class PolicyLab : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("signet-policy-").FullName;

    public string Config => Path.Combine(_root, "config");

    public string OciPolicy => Path.Combine(Config, "trustpolicy.oci.json");

    /// <summary>A signer <c>C=US, ST=WA, L=Seattle, O=Example, CN=release.example.com</c> with its root.</summary>
    public LabChain Signer { get; } = PkiLab.SigningChain(length: 2, name: "release");

    public string PathOf(string name) => Path.Combine(_root, name);

    public string Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>One statement as JSON; <paramref name="members"/> come on top of name and level.</summary>
    public static string Statement(string name, string scopes, string members = "") => $$"""
        {"name":"{{name}}","registryScopes":[{{scopes}}],"signatureVerification":{"level":"strict"},
         "trustStores":["ca:release"],"trustedIdentities":["x509.subject: C=US, ST=WA, O=Example"]{{members}}}
        """;

    public static string Document(string version, params string[] statements) =>
        $$"""{"version":"{{version}}","trustPolicies":[{{string.Join(',', statements)}}]}""";

    public Task<InProcess> RunAsync(params string[] arguments) => RunAsync("", canAsk: false, arguments);

    public async Task<InProcess> RunAsync(string input, bool canAsk, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["NOTATION_CONFIG"] = Config, ["NOTATION_CACHE"] = PathOf("cache"), ["NOTATION_LIBEXEC"] = PathOf("libexec"),
        };
        var result = await InProcess.RunAsync(new RootCommand(), input, environment, canAsk, arguments);
        return new(result.ExitCode, Shorten(result.Out), Shorten(result.Error));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Shorten(string text) => text.Replace(_root, "~", StringComparison.Ordinal);
}
