using Signet.Notary.Plugins;
using Signet.Notary.Tests.Plugins;
using Signet.Notary.Verification;
using Signet.Plugins;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Tests.Verification;

/// <summary>A verification plugin in shell, installed where the verifier looks, and signatures that demand it.</summary>
internal sealed class DemandedPlugin : IDisposable
{
    public const string Name = "com.example.verifier";
    public const string IdentityCheck = PluginCapability.TrustedIdentityVerifier;
    public const string RevocationCheck = PluginCapability.RevocationVerifier;
    public const string Yes = "{\"success\":true,\"reason\":\"known\"}";
    public const string No = "{\"success\":false,\"reason\":\"not\\u001b this one\"}";

    /// <summary>Answers from files beside it, and keeps what it was asked.</summary>
    private const string Script =
        "echo $1 >> $here/calls\n"
        + "case $1 in\n"
        + "get-plugin-metadata) cat > $here/asked-metadata; cat $here/metadata ;;\n"
        + "verify-signature) cat > $here/asked; cat $here/answer ;;\n"
        + "esac";

    public DemandedPlugin(PluginOptions? options = null)
    {
        Lab.Options = Lab.Options with { Plugins = options is null ? Plugins.Manager : Plugins.ManagerWith(options) };
        Install();
    }

    public VerificationLab Lab { get; } = new();

    public PluginLab Plugins { get; } = new();

    /// <summary>Settings of the call.</summary>
    public Dictionary<string, string> Config { get; } = [];

    /// <summary>The commands it was called with.</summary>
    public string[] Calls => File.Exists(Plugins.PathOf(Name, "calls"))
        ? Plugins.Read(Name, "calls").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>Sees that no process was started.</summary>
    public void AssertNotStarted() => Assert.Empty(Calls);

    /// <summary>The request it got.</summary>
    public string Asked => Plugins.Read(Name, "asked");

    /// <summary>The plugin as it should be: both capabilities, and yes to both.</summary>
    public void Install(
        string capabilities = IdentityCheck + " " + RevocationCheck,
        string? answer = null,
        string version = "1.0.0",
        string script = Script,
        string? metadata = null)
    {
        Plugins.Shell(Name, script);
        Plugins.Put(
            Name,
            "metadata",
            metadata ?? PluginLab.Metadata(Name, capabilities.Split(' ')).Replace("1.2.3", version, StringComparison.Ordinal));
        Plugins.Put(Name, "answer", answer ?? Answer(identity: Yes, revocation: Yes));
    }

    /// <summary>Results for what is given, and attributes.</summary>
    public static string Answer(string? identity = null, string? revocation = null, string processed = "[]")
    {
        string?[] results =
        [
            identity is null ? null : $"\"{IdentityCheck}\":{identity}", revocation is null ? null : $"\"{RevocationCheck}\":{revocation}",
        ];
        return $"{{\"verificationResults\":{{{string.Join(',', results.OfType<string>())}}},\"processedAttributes\":{processed}}}";
    }

    /// <summary>What makes a signature demand a plugin.</summary>
    public static Func<EnvelopeRequest, EnvelopeRequest> Demand(
        string name = Name, string? minVersion = null, params SignedAttribute[] attributes) => request => request with
        {
            ExtendedAttributes =
            [
                new("io.cncf.notary.verificationPlugin", name, true),
                .. minVersion is null
                    ? Array.Empty<SignedAttribute>()
                    : [new("io.cncf.notary.verificationPluginMinVersion", minVersion, true)],
                .. attributes,
            ],
        };

    /// <summary>Signs with such a demand, and verifies.</summary>
    public async Task<Verdict> VerifyAsync(
        Func<EnvelopeRequest, EnvelopeRequest>? demand = null, string mediaType = NotaryMediaTypes.Jws)
    {
        await Lab.SignAsync(mediaType: mediaType, change: demand ?? Demand());
        return await Lab.VerifyAsync(pluginConfig: Config);
    }

    public void Dispose()
    {
        Lab.Dispose();
        Plugins.Dispose();
    }
}
