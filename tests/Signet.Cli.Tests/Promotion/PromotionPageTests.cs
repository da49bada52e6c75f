using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Promotion;

/// <summary>
/// Runs the commands of docs/promotion.md and holds the page to what they print. Each environment is a registry on loopback;
/// digests, times, sizes and the version are shown as the page has them.
/// </summary>
public sealed partial class PromotionPageTests
{
    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        await using var lab = await PageLab.OpenAsync("docs/promotion.md");
        await using var dev = await ScriptedRegistry.StartAsync();
        await using var prod = await ScriptedRegistry.StartAsync();
        lab.AddHost("dev.example.com/", dev.Host);
        lab.AddHost("prod.example.com/", prod.Host);
        await lab.AddKeyAsync("dev");
        await lab.AddKeyAsync("prod");

        await lab.CheckAsync(text => Version().Replace(
            Sizes().Replace(
                Times().Replace(text, "2026-11-21T12:00:00Z"),
                m => m.Groups[1].Success ? $"… {m.Groups[1]}" : "…"),
            "signet/1.0.0"));

        var picture = (await lab.DoAsync("cat promotion.svg")).Replace(prod.Host, "prod.example.com", StringComparison.Ordinal);
        var shown = await File.ReadAllTextAsync(Checkout.Find("docs/promotion.svg"), TestContext.Current.CancellationToken);
        Assert.True(Texts(shown).SequenceEqual(Texts(picture)), $"the picture is to be:\n{picture}");
    }

    /// <summary>What the picture says, in order: where a part stands depends on which of them was listed first.</summary>
    private static IEnumerable<string> Texts(string picture) => PictureText().Matches(picture)
        .Select(m => Changing().Replace(m.Groups[1].Value, "…"))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("<text [^>]*>([^<]*)</text>")]
    private static partial Regex PictureText();

    [GeneratedRegex("[0-9a-f]{24,64}|[0-9.]+ (B|KiB)")]
    private static partial Regex Changing();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")]
    private static partial Regex Times();

    /// <summary>Signatures are a byte or two longer or shorter each time, and not every small blob is asked for.</summary>
    [GeneratedRegex("[0-9]+(?:\\.[0-9]+)? (bytes|KiB)|(?<=copied )[0-9]+(?= of)")]
    private static partial Regex Sizes();

    [GeneratedRegex("signet/[0-9]+\\.[0-9]+\\.[0-9]+[-+.0-9A-Za-z]*")]
    private static partial Regex Version();
}
