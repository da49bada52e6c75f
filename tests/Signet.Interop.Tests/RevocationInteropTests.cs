using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Interop.Tests;

/// <summary>
/// Revocation as both tools see it: the same responders and lists, the same cache of lists on disk.
/// </summary>
public sealed class RevocationInteropTests(InteropLab lab)
{
    private const int Revoked = 14;
    private const int Undetermined = 15;

    [Fact]
    public async Task WhatAResponderRevokesBothRefuse()
    {
        var recipes = PkiLab.SigningRecipes(3, "ocsp");
        var root = PkiLab.Issue(recipes[2], null, slot: 2);
        await using var responder = await OcspResponder.StartAsync(root);
        var intermediate = PkiLab.Issue(recipes[1].WithRevocation([responder.Url]), root, slot: 1);
        responder.Serve(intermediate);
        var chain = PkiLab.ChainOf(
            PkiLab.Issue(recipes[0].WithRevocation([responder.Url]), intermediate), intermediate, root);
        using var home = Home(chain);
        var reference = await SignedAsync(home);
        foreach (var tool in Tool.Both)
        {
            (await Tool.RunAsync(home, tool, "verify", reference)).Succeeded();
        }

        responder.Revoke(intermediate.Certificate, reason: 2);
        (await home.SignetAsync("cache", "prune", "--all")).Succeeded();

        Assert.NotEqual(0, (await home.NotationAsync("verify", reference)).ExitCode);
        var refused = await home.SignetAsync("verify", reference);
        Assert.Equal(Revoked, refused.ExitCode);
        Assert.Contains("intermediate1.ocsp.example.com", refused.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Tool.Notation, Tool.Signet)]
    [InlineData(Tool.Signet, Tool.Notation)]
    public async Task TheListsOneKeepsTheOtherReads(string writer, string reader)
    {
        var recipes = PkiLab.SigningRecipes(2, "crl");
        var root = PkiLab.Issue(recipes[1], null, slot: 1);
        await using var lists = await CrlServer.StartAsync(root);
        var chain = PkiLab.ChainOf(PkiLab.Issue(recipes[0].WithRevocation([], [lists.Url]), root), root);
        using var home = Home(chain);
        var reference = await SignedAsync(home);
        (await Tool.RunAsync(home, writer, "verify", reference)).Succeeded();
        Assert.Single(lists.Http.Requests);

        lists.Http.Answer(_ => new() { Status = 503 });

        (await Tool.RunAsync(home, reader, "verify", reference)).Succeeded();
        Assert.Single(lists.Http.Requests);
    }

    [Fact]
    public async Task WithoutAnswersStrictIsUndeterminedAndPermissivePasses()
    {
        var recipes = PkiLab.SigningRecipes(2, "dead");
        var root = PkiLab.Issue(recipes[1], null, slot: 1);
        await using var silent = await LoopbackHttpServer.StartAsync(_ => new() { Delay = TimeSpan.FromMinutes(5) });
        var chain = PkiLab.ChainOf(PkiLab.Issue(recipes[0].WithRevocation([silent.Url]), root), root);
        using var home = Home(chain);
        var reference = await SignedAsync(home);

        Assert.NotEqual(0, (await home.NotationAsync("verify", reference)).ExitCode);
        var refused = await home.SignetAsync("verify", reference);
        Assert.Equal(Undetermined, refused.ExitCode);
        Assert.Contains(silent.Url, refused.StandardError, StringComparison.Ordinal);

        home.WritePolicy("permissive", "ca:lab");
        foreach (var tool in Tool.Both)
        {
            var passed = (await Tool.RunAsync(home, tool, "verify", reference)).Succeeded();
            Assert.Contains("revocation was set to \"log\"", passed.StandardError, StringComparison.Ordinal);
        }
    }

    private static ToolHome Home(LabChain chain)
    {
        var home = new ToolHome();
        home.AddKey("lab", chain);
        home.AddToStore("ca:lab", chain.Root);
        home.WritePolicy("strict", "ca:lab");
        return home;
    }

    private async Task<string> SignedAsync(ToolHome home)
    {
        _ = Peers.Notation;
        var reference = await lab.PushAsync(home);
        (await home.SignetAsync("sign", "--key", "lab", reference)).Succeeded();
        return reference;
    }
}
