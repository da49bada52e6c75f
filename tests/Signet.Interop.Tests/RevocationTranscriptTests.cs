using System.Globalization;
using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Interop.Tests;

/// <summary>
/// Runs the commands of docs/revocation-transcript.md against the real openssl as responder and holds the page to what
/// they print. Digests, times, paths and addresses differ from run to run and stand for themselves on the page.
/// </summary>
public sealed partial class RevocationTranscriptTests(InteropLab lab)
{
    private const string RevokeMark = "<!-- the certificate is revoked here -->";

    [Fact]
    public async Task ThePagePrintsWhatTheToolPrints()
    {
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/revocation-transcript.md"), TestContext.Current.CancellationToken);
        var recipes = PkiLab.SigningRecipes(2, "release");
        var root = PkiLab.Issue(recipes[1], null, slot: 1);
        await using var responder = await OpenSslOcspResponder.StartAsync(root, options: ["-nmin", "60"]);
        var leaf = PkiLab.Issue(recipes[0].WithRevocation([responder.Url]), root);
        await responder.AddAsync(leaf.Certificate);
        using var home = new ToolHome();
        home.AddKey("release", PkiLab.ChainOf(leaf, root));
        home.AddToStore("ca:releases", root);
        home.WritePolicy("strict", "ca:releases");
        var image = await lab.PushAsync(home);
        (await home.SignetAsync("sign", "--key", "release", image)).Succeeded();
        home.Variables["IMAGE"] = image;
        Directory.CreateDirectory(home.PathOf("bin"));
        File.CreateSymbolicLink(home.PathOf("bin/signet"), Peers.Signet);

        var actual = await ConsolePage.RerunAsync(
            page,
            async command => Shown(home, image, responder, await RunAsync(home, command)),
            line => line == RevokeMark
                ? responder.RevokeAsync(
                    leaf.Certificate, DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture), "keyCompromise")
                : Task.CompletedTask);

        Assert.True(actual == page, $"the page is to read:\n{actual}");
    }

    private static async Task<string> RunAsync(ToolHome home, string command)
    {
        var result = await home.RunAsync("bash", ["-c", $"PATH={home.PathOf("bin")}:$PATH; {{ {command}; }} 2>&1"]);
        return result.StandardOutput;
    }

    private static string Shown(ToolHome home, string image, OpenSslOcspResponder responder, string output)
    {
        var repository = image[..image.IndexOf('@', StringComparison.Ordinal)];
        var text = output
            .Replace(repository, "registry.example.com/app", StringComparison.Ordinal)
            .Replace(responder.Url, "http://ocsp.example.com", StringComparison.Ordinal)
            .Replace(home.Configuration, "~/.config/notation", StringComparison.Ordinal);
        text = Digests().Replace(text, "sha256:…");
        text = Times().Replace(text, "<time>");
        text = Sizes().Replace(text, "1317");
        return Padding().Replace(Trailing().Replace(text, ""), "  ");
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digests();

    [GeneratedRegex(@"2\d{3}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| UTC)(?<!2026-03-01.{10,13})")]
    private static partial Regex Times();

    /// <summary>An ECDSA signature is a byte or two longer or shorter.</summary>
    [GeneratedRegex("(?<=[ ,])1[0-9]{3}(?= +fresh| bytes)")]
    private static partial Regex Sizes();

    [GeneratedRegex(" +(?=\n)")]
    private static partial Regex Trailing();

    /// <summary>Columns are as wide as the port's number.</summary>
    [GeneratedRegex("(?<=[^ \n]) {2,}(?=[^ \n])")]
    private static partial Regex Padding();
}
