using System.Text.Json.Nodes;
using Signet.TestKit.Peers;

namespace Signet.Interop.Tests;

/// <summary>What one tool must not accept, the other must not accept either, whoever signed.</summary>
public sealed class RefusalTests(InteropLab lab)
{
    private const string AllFailed = "signature verification failed for all the signatures associated with";

    private const int Unsigned = 10;
    private const int Untrusted = 11;
    private const int Invalid = 12;
    private const int Expired = 13;

    [Theory]
    [MemberData(nameof(SignatureContentTests.Signatures), MemberType = typeof(SignatureContentTests))]
    public async Task ASignatureBelowAnotherRoot(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party);

        await party.SignAsync(signer, reference, OpenSslKeys.Stranger, "--signature-format", format);

        await party.RefusedByBothAsync(reference, AllFailed, Untrusted);
    }

    [Theory]
    [MemberData(nameof(SignatureContentTests.Signatures), MemberType = typeof(SignatureContentTests))]
    public async Task ASignatureOfAnotherIdentity(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party);
        await party.SignAsync(signer, reference, "ec-256", "--signature-format", format);

        party.Trust(OpenSslKeys.Root, $"x509.subject: {OpenSslKeys.SubjectOf("ec-256")}");
        foreach (var tool in Tool.Both)
        {
            await party.VerifyAsync(tool, reference);
        }

        party.Trust(OpenSslKeys.Root, $"x509.subject: {OpenSslKeys.SubjectOf("ec-384")}");
        await party.RefusedByBothAsync(reference, AllFailed, Untrusted);
    }

    [Theory]
    [MemberData(nameof(SignatureContentTests.Signatures), MemberType = typeof(SignatureContentTests))]
    public async Task ASignatureThatHasExpired(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party);

        await party.SignAsync(signer, reference, "ec-256", "--signature-format", format, "--expiry", "1s");
        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);

        await party.RefusedByBothAsync(reference, AllFailed, Expired);
    }

    [Theory]
    [MemberData(nameof(SignatureContentTests.Signatures), MemberType = typeof(SignatureContentTests))]
    public async Task A12_ASignatureOfAnotherArtifactAttachedHere(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var repository = $"{(await lab.RegistryAsync()).Host}/refusal/{Guid.NewGuid():N}";
        var signed = await party.PushAsync(repository);
        var victim = await party.PushAsync(repository);
        await party.SignAsync(signer, signed, "ec-256", "--signature-format", format);

        await MoveSignatureAsync(party.Home, repository, signed, victim, format);

        await party.RefusedByBothAsync(victim, AllFailed, Invalid);
        foreach (var tool in Tool.Both)
        {
            await party.VerifyAsync(tool, signed);
        }
    }

    [Fact]
    public async Task ADigestThatWasNeverSigned()
    {
        using var party = await lab.PartyAsync();
        var repository = $"{(await lab.RegistryAsync()).Host}/refusal/{Guid.NewGuid():N}";
        await party.SignAsync(Tool.Signet, await party.PushAsync(repository), "ec-256");

        await party.RefusedByBothAsync(
            await party.PushAsync(repository), "no signature is associated with", Unsigned);
    }

    [Fact]
    public async Task ATagThatMovedAfterSigning()
    {
        using var party = await lab.PartyAsync();
        var repository = $"{(await lab.RegistryAsync()).Host}/refusal/{Guid.NewGuid():N}";
        await party.SignAsync(Tool.Notation, await party.PushAsync(repository), "ec-256");
        var other = await party.PushAsync(repository);
        (await party.Home.OrasAsync("tag", other, "v1")).Succeeded();

        await party.RefusedByBothAsync($"{repository}:v1", "no signature is associated with", Unsigned);
    }

    private async Task<string> PushAsync(Party party) =>
        await party.PushAsync($"{(await lab.RegistryAsync()).Host}/refusal/{Guid.NewGuid():N}");

    /// <summary>Attaches the signature of one artifact to another, as anybody who may push can, with the real oras.</summary>
    private static async Task MoveSignatureAsync(
        ToolHome home, string repository, string from, string to, string format)
    {
        var digest = from[(from.IndexOf('@', StringComparison.Ordinal) + 1)..];
        var index = await ReadAsync(home, $"{repository}:{digest.Replace(':', '-')}");
        var manifest = await ReadAsync(home, $"{repository}@{index["manifests"]![0]!["digest"]}");
        var (thumbprints, value) = ("io.cncf.notary.x509chain.thumbprint#S256", manifest["annotations"]!["io.cncf.notary.x509chain.thumbprint#S256"]);
        (await home.OrasAsync("blob", "fetch", "--output", "envelope", $"{repository}@{manifest["layers"]![0]!["digest"]}")).Succeeded();
        (await home.OrasAsync(
            "attach", "--artifact-type", "application/vnd.cncf.notary.signature", "--annotation", $"{thumbprints}={value}",
            to, $"envelope:application/{(format == "jws" ? "jose+json" : "cose")}")).Succeeded();
    }

    private static async Task<JsonNode> ReadAsync(ToolHome home, string reference) =>
        JsonNode.Parse((await home.OrasAsync("manifest", "fetch", reference)).Succeeded().StandardOutput)!;
}
