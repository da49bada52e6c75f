using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.TestKit.Peers;

namespace Signet.Interop.Tests;

/// <summary>
/// A home with keys, trust store and trust policy in the files both tools share, so that a test sets something up once
/// and both must read it.
/// </summary>
internal sealed class Party : IDisposable
{
    private readonly OpenSslKeys _keys;
    private int _artifacts;

    public Party(OpenSslKeys keys)
    {
        _keys = keys;
        Directory.CreateDirectory(Home.Configuration);
        File.WriteAllText(Path.Combine(Home.Configuration, "signingkeys.json"), keys.ToSigningKeysJson());
    }

    public ToolHome Home { get; } = new();

    /// <summary>Flags every call to a registry gets, for example credentials.</summary>
    public string[] Access { get; init; } = [];

    /// <summary>Trusts one root and one identity (<c>*</c> or <c>x509.subject: …</c>), strictly.</summary>
    public void Trust(string root, string identity)
    {
        var store = Path.Combine(Home.Configuration, "truststore", "x509", "ca", "interop");
        if (Directory.Exists(store))
        {
            Directory.Delete(store, recursive: true);
        }

        Directory.CreateDirectory(store);
        File.Copy(_keys.CertificateOf(root), Path.Combine(store, "root.pem"));
        var policy = new JsonObject
        {
            ["version"] = "1.0",
            ["trustPolicies"] = new JsonArray(new JsonObject
            {
                ["name"] = "interop",
                ["registryScopes"] = new JsonArray("*"),
                ["signatureVerification"] = new JsonObject { ["level"] = "strict" },
                ["trustStores"] = new JsonArray("ca:interop"),
                ["trustedIdentities"] = new JsonArray(identity),
            }),
        };
        File.WriteAllText(Path.Combine(Home.Configuration, "trustpolicy.json"), JsonSerializer.Serialize(policy));
    }

    /// <summary>Runs one of the two tools with <see cref="Access"/> appended.</summary>
    public Task<ToolResult> RunAsync(string tool, params IEnumerable<string> arguments) =>
        Tool.RunAsync(Home, tool, [.. arguments, .. Access]);

    /// <summary>Pushes a new artifact with oras, into a registry's repository or a layout.</summary>
    /// <returns>Its reference by digest.</returns>
    public async Task<string> PushAsync(string repository, params string[] flags)
    {
        var file = $"content-{Interlocked.Increment(ref _artifacts)}.txt";
        await File.WriteAllTextAsync(Home.PathOf(file), $"{repository} {file}");
        var pushed = (await Home.OrasAsync(
            ["push", .. flags, $"{repository}:v{_artifacts}", $"{file}:text/plain", "--format", "go-template={{.digest}}"]))
            .Succeeded();
        return $"{repository}@{pushed.StandardOutput.Trim()}";
    }

    /// <summary>Signs, and sees that the tool says so.</summary>
    public async Task SignAsync(string tool, string reference, string key, params string[] flags)
    {
        var signed = (await RunAsync(tool, ["sign", "--key", key, .. flags, reference])).Succeeded();
        Assert.StartsWith($"Successfully signed {reference}\n", signed.StandardOutput, StringComparison.Ordinal);
    }

    /// <summary>Verifies, and sees that the tool says so.</summary>
    public async Task<ToolResult> VerifyAsync(string tool, string reference, params string[] flags)
    {
        var verified = (await RunAsync(tool, ["verify", .. flags, reference])).Succeeded();
        Assert.StartsWith(
            $"Successfully verified signature for {reference}\n", verified.StandardOutput, StringComparison.Ordinal);
        return verified;
    }

    /// <summary>Sees that both tools refuse, with the phrase scripts look for, and with signet's own exit code.</summary>
    public async Task RefusedByBothAsync(string reference, string phrase, int signetExitCode, params string[] flags)
    {
        foreach (var tool in Tool.Both)
        {
            var refused = await RunAsync(tool, ["verify", .. flags, reference]);
            Assert.True(refused.ExitCode == (tool == Tool.Signet ? signetExitCode : 1), refused.ToString());
            Assert.Contains(phrase, refused.StandardError, StringComparison.Ordinal);
            Assert.DoesNotContain("Successfully", refused.StandardOutput, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Home.Dispose();
}
