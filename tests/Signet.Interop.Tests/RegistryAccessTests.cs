using Signet.TestKit.Peers;
using Signet.TestKit.Registries;

namespace Signet.Interop.Tests;

/// <summary>The same work through a registry with TLS, with Basic and with token authentication.</summary>
public sealed class RegistryAccessTests(InteropLab lab)
{
    /// <summary>bcrypt of <see cref="TokenIssuer.Password"/> at the lowest cost, as an htpasswd file has it.</summary>
    private const string Htpasswd = "user:$2b$05$YYMSOyHEDIBG5QlqPJbrWu6WQwjK0rqohMvxLV5eRiKGkfbSG./Dy\n";

    private static readonly string[] Credentials = ["-u", TokenIssuer.UserName, "-p", TokenIssuer.Password];

    [Fact]
    public async Task TlsWithACaNamedByTheEnvironment()
    {
        using var party = await lab.PartyAsync();
        using var certificates = new LoopbackCertificates();
        var ca = party.Home.PathOf("ca.pem");
        await File.WriteAllTextAsync(ca, certificates.CaPem, TestContext.Current.CancellationToken);
        await using var registry = await DockerRegistryServer.StartAsync(
            new DockerRegistryOptions { Tls = certificates.WriteServer(party.Home.Folder) });
        var reference = await party.PushAsync($"{registry.TlsHost}/tls", "--ca-file", ca);

        foreach (var tool in Tool.Both)
        {
            var refused = await party.RunAsync(tool, "verify", reference);
            Assert.True(refused.ExitCode != 0, refused.ToString());
            Assert.Contains("certificate", refused.StandardError, StringComparison.Ordinal);
        }

        party.Home.Variables["SSL_CERT_FILE"] = ca;
        await SignedByEachVerifiedByBothAsync(party, reference);
    }

    [Fact]
    public async Task BasicAuthentication()
    {
        using var party = await PartyAsync(Credentials);
        var file = party.Home.PathOf("htpasswd");
        await File.WriteAllTextAsync(file, Htpasswd, TestContext.Current.CancellationToken);
        await using var registry = await DockerRegistryServer.StartAsync(new DockerRegistryOptions { HtpasswdFile = file });
        var reference = await party.PushAsync($"{registry.Host}/basic", Credentials);

        await SignedByEachVerifiedByBothAsync(party, reference);
        await RefusedWithoutPasswordAsync(party, reference);
    }

    [Fact]
    public async Task TokenAuthentication()
    {
        using var party = await PartyAsync(Credentials);
        await using var issuer = await TokenIssuer.StartAsync();
        await using var registry = await DockerRegistryServer.StartAsync(issuer.Options);
        var reference = await party.PushAsync($"{registry.Host}/team/token", Credentials);

        await SignedByEachVerifiedByBothAsync(party, reference);
        await RefusedWithoutPasswordAsync(party, reference);
    }

    [Fact]
    public async Task CredentialsOfDockersFile()
    {
        using var party = await lab.PartyAsync();
        await using var issuer = await TokenIssuer.StartAsync();
        await using var registry = await DockerRegistryServer.StartAsync(issuer.Options);
        var reference = await party.PushAsync($"{registry.Host}/team/token", Credentials);
        (await party.Home.OrasAsync(["login", registry.Host, .. Credentials])).Succeeded();

        await SignedByEachVerifiedByBothAsync(party, reference);
    }

    private static async Task SignedByEachVerifiedByBothAsync(Party party, string reference)
    {
        foreach (var signer in Tool.Both)
        {
            await party.SignAsync(signer, reference, "ec-256");
        }

        foreach (var verifier in Tool.Both)
        {
            await party.VerifyAsync(verifier, reference);
        }
    }

    /// <summary>Being locked out says nothing about signatures.</summary>
    private static async Task RefusedWithoutPasswordAsync(Party party, string reference)
    {
        foreach (var tool in Tool.Both)
        {
            string[] line = ["verify", reference];
            var refused = await (tool == Tool.Notation ? party.Home.NotationAsync(line) : party.Home.SignetAsync(line));
            Assert.True(refused.ExitCode != 0, refused.ToString());
            Assert.DoesNotContain("no signature is associated", refused.StandardError, StringComparison.Ordinal);
        }
    }

    private async Task<Party> PartyAsync(string[] access)
    {
        using var plain = await lab.PartyAsync();
        var party = new Party(await lab.KeysAsync()) { Access = access };
        party.Trust(OpenSslKeys.Root, "*");
        return party;
    }
}
