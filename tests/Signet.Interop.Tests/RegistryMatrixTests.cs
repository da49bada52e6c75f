namespace Signet.Interop.Tests;

/// <summary>Signatures in the real docker-registry, which has no referrers API: the tag schema.</summary>
public sealed class RegistryMatrixTests(InteropLab lab)
{
    [Theory]
    [MemberData(nameof(InteropMatrix.Cells), MemberType = typeof(InteropMatrix))]
    public async Task WhatOneSignsTheOtherVerifies(string format, string key, string signer, string verifier)
    {
        using var party = await lab.PartyAsync();
        var registry = await lab.RegistryAsync();
        var reference = await party.PushAsync($"{registry.Host}/matrix/{signer}-{format}-{key}");

        await party.SignAsync(signer, reference, key, "--signature-format", format);
        await party.VerifyAsync(verifier, reference);

        lab.Matrix.Holds("registry", format, key, signer);
    }

    /// <summary>The harness itself: what notation signs, notation verifies.</summary>
    [Theory]
    [InlineData("jws", "rsa-2048")]
    [InlineData("cose", "ec-521")]
    public async Task NotationAgreesWithItself(string format, string key)
    {
        using var party = await lab.PartyAsync();
        var registry = await lab.RegistryAsync();
        var reference = await party.PushAsync($"{registry.Host}/itself/{format}-{key}");

        await party.SignAsync(Tool.Notation, reference, key, "--signature-format", format);
        await party.VerifyAsync(Tool.Notation, reference);
    }
}
