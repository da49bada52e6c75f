namespace Signet.Interop.Tests;

/// <summary>Signatures in an OCI image layout that the real oras made.</summary>
public sealed class LayoutMatrixTests(InteropLab lab)
{
    [Theory]
    [MemberData(nameof(InteropMatrix.Cells), MemberType = typeof(InteropMatrix))]
    public async Task WhatOneSignsTheOtherVerifies(string format, string key, string signer, string verifier)
    {
        using var party = await lab.PartyAsync();
        var reference = await party.PushAsync("layout", "--oci-layout");

        await party.SignAsync(signer, reference, key, "--signature-format", format, "--oci-layout");
        await party.VerifyAsync(verifier, reference, "--oci-layout", "--scope", "local/layout");

        lab.Matrix.Holds("layout", format, key, signer);
    }

    [Fact]
    public async Task OrasReadsALayoutThatBothSigned()
    {
        using var party = await lab.PartyAsync();
        var reference = await party.PushAsync("layout", "--oci-layout");
        foreach (var tool in Tool.Both)
        {
            await party.SignAsync(tool, reference, "ec-256", "--oci-layout");
        }

        var found = (await party.Home.OrasAsync("discover", "--oci-layout", reference, "--format", "json")).Succeeded();

        Assert.Equal(2, found.StandardOutput.Split("\"application/vnd.cncf.notary.signature\"").Length - 1);
    }

    [Fact]
    public async Task NotationAgreesWithItself()
    {
        using var party = await lab.PartyAsync();
        var reference = await party.PushAsync("layout", "--oci-layout");

        await party.SignAsync(Tool.Notation, reference, "ec-256", "--oci-layout");
        await party.VerifyAsync(Tool.Notation, reference, "--oci-layout", "--scope", "local/layout");
    }
}
