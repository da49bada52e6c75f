using System.Text.Json;

namespace Signet.Interop.Tests;

/// <summary>What a signature says beside the artifact, and how several live together.</summary>
public sealed class SignatureContentTests(InteropLab lab)
{
    /// <summary>Format and signer.</summary>
    public static TheoryData<string, string> Signatures => new()
    {
        { "jws", Tool.Notation }, { "cose", Tool.Notation }, { "jws", Tool.Signet }, { "cose", Tool.Signet },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task AChainWithIntermediatesIsTrustedByItsRoot(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party, "deep");

        await party.SignAsync(signer, reference, OpenSslKeys.Deep, "--signature-format", format);

        await VerifiedByBothAsync(party, reference);
    }

    /// <summary>
    /// Ten processes, one artifact, a registry without a referrers API: each reads the index, adds itself and writes it.
    /// </summary>
    [Fact]
    public async Task TenSignersAtOnceLoseNothing()
    {
        const int Signers = 10;
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party, "parallel");

        await Task.WhenAll(Enumerable.Range(0, Signers).Select(i =>
            party.SignAsync(Tool.Signet, reference, "ec-256", "-m", $"signer={i}")));

        foreach (var tool in Tool.Both)
        {
            var listed = (await party.RunAsync(tool, "list", reference)).Succeeded();
            Assert.Equal(Signers, listed.StandardOutput.Split('\n').Count(line => line.StartsWith("    ", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task AnExpiryToComeIsNoObstacle(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party, "expiry");

        await party.SignAsync(signer, reference, "ec-256", "--signature-format", format, "--expiry", "24h");

        await VerifiedByBothAsync(party, reference);
        foreach (var tool in Tool.Both)
        {
            var shown = (await party.RunAsync(tool, "inspect", "--output", "json", reference)).Succeeded();
            Assert.Contains("\"expiry\"", shown.StandardOutput, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task UserMetadataIsShownAndRequired(string format, string signer)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party, "metadata");

        await party.SignAsync(
            signer, reference, "ec-384", "--signature-format", format, "-m", "com.example.build=42", "-m", "note=a < b & \u00fc");

        foreach (var tool in Tool.Both)
        {
            var verified = await party.VerifyAsync(tool, reference, "-m", "com.example.build=42");
            Assert.Contains("The artifact was signed with the following user metadata.", verified.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("\ncom.example.build   42", verified.StandardOutput, StringComparison.Ordinal);
            Assert.Contains("a < b & \u00fc", verified.StandardOutput, StringComparison.Ordinal);
            var refused = await party.RunAsync(tool, "verify", "-m", "com.example.build=43", reference);
            Assert.True(refused.ExitCode != 0, refused.ToString());
        }
    }

    [Fact]
    public async Task SignaturesOfBothToolsStandSideBySide()
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party, "many");
        await party.SignAsync(Tool.Notation, reference, OpenSslKeys.Stranger);
        await party.SignAsync(Tool.Signet, reference, OpenSslKeys.Stranger, "--signature-format", "cose");
        await party.SignAsync(Tool.Signet, reference, "rsa-2048");
        await party.SignAsync(Tool.Notation, reference, "ec-521", "--signature-format", "cose");

        await VerifiedByBothAsync(party, reference);
        var listed = (await party.RunAsync(Tool.Notation, "list", reference)).Succeeded().StandardOutput;
        Assert.Equal(6, listed.TrimEnd().Split('\n').Length);
        Assert.Equal(listed, (await party.RunAsync(Tool.Signet, "list", reference)).Succeeded().StandardOutput);
        foreach (var (tool, member) in new[] { (Tool.Notation, "Signatures"), (Tool.Signet, "signatures") })
        {
            var shown = (await party.RunAsync(tool, "inspect", "--output", "json", reference)).Succeeded();
            using var json = JsonDocument.Parse(shown.StandardOutput);
            Assert.Equal(4, json.RootElement.GetProperty(member).GetArrayLength());
        }
    }

    private async Task<string> PushAsync(Party party, string name) =>
        await party.PushAsync($"{(await lab.RegistryAsync()).Host}/content/{name}-{Guid.NewGuid():N}");

    private static async Task VerifiedByBothAsync(Party party, string reference)
    {
        foreach (var tool in Tool.Both)
        {
            await party.VerifyAsync(tool, reference);
        }
    }
}
