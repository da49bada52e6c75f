using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Interop.Tests;

/// <summary>
/// Signatures with a timestamp of the real <c>openssl ts</c>, made by one tool and verified by the other, while the
/// signing certificate is valid and after it has expired.
/// </summary>
public sealed class TimestampInteropTests(InteropLab lab)
{
    public static TheoryData<string, string, string> Pairs { get; } = new MatrixTheoryData<string, string, string>(
        [Tool.Signet, Tool.Notation], [Tool.Signet, Tool.Notation], ["jws", "cose"]);

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task WhatOneSignsWithATimestampTheOtherVerifies(string signer, string verifier, string format)
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync();
        using var home = Home(authority, PkiLab.SigningChain(name: "stamped"));
        var reference = await lab.PushAsync(home);

        await SignAsync(home, signer, reference, authority, format);

        var verified = (await Tool.RunAsync(home, verifier, "verify", reference)).Succeeded();
        Assert.StartsWith($"Successfully verified signature for {reference}\n", verified.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASignatureWithATimestampOutlivesItsCertificate()
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync();
        var notAfter = TimeProvider.System.GetUtcNow().AddSeconds(12);
        using var home = Home(
            authority, PkiLab.SigningChain(name: "brief", leaf: recipe => recipe with { NotAfter = notAfter }));
        var stamped = await lab.PushAsync(home);
        var plain = await lab.PushAsync(home);
        await SignAsync(home, Tool.Signet, stamped, authority, "jws");
        await SignAsync(home, Tool.Notation, stamped, authority, "cose");
        (await home.SignetAsync("sign", "--key", "lab", plain)).Succeeded();
        Assert.True(
            TimeProvider.System.GetUtcNow() < notAfter, "the machine was too slow to sign before the certificate expired");

        await Task.Delay(notAfter - TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        foreach (var tool in Tool.Both)
        {
            (await Tool.RunAsync(home, tool, "verify", stamped)).Succeeded();
            var refused = await Tool.RunAsync(home, tool, "verify", plain);
            Assert.NotEqual(0, refused.ExitCode);
        }
    }

    [Fact]
    public async Task AnAuthorityThatIsNotTrustedIsRefusedByBoth()
    {
        await using var authority = await OpenSslTimestampAuthority.StartAsync();
        using var home = Home(authority, PkiLab.SigningChain(name: "stamped"));
        var reference = await lab.PushAsync(home);
        await SignAsync(home, Tool.Signet, reference, authority, "jws");
        Directory.Delete(Path.Combine(home.Configuration, "truststore", "x509", "tsa"), recursive: true);
        home.AddToStore("tsa:lab", PkiLab.TimestampChain(name: "stranger").Root);

        foreach (var tool in Tool.Both)
        {
            Assert.NotEqual(0, (await Tool.RunAsync(home, tool, "verify", reference)).ExitCode);
        }
    }

    private static ToolHome Home(OpenSslTimestampAuthority authority, LabChain chain)
    {
        var home = new ToolHome();
        home.AddKey("lab", chain);
        home.AddToStore("ca:lab", chain.Root);
        home.AddToStore("tsa:lab", authority.Chain.Root);
        home.WritePolicy("strict", "ca:lab", "tsa:lab");
        File.WriteAllText(home.PathOf("tsa.crt"), authority.Chain.Root.CertificatePem);
        return home;
    }

    private static async Task SignAsync(
        ToolHome home, string tool, string reference, OpenSslTimestampAuthority authority, string format) =>
        (await Tool.RunAsync(
            home, tool, "sign", "--key", "lab", "--signature-format", format, "--timestamp-url", authority.Url,
            "--timestamp-root-cert", home.PathOf("tsa.crt"), reference)).Succeeded();
}
