using System.Text.RegularExpressions;
using Signet.TestKit.Pki;

namespace Signet.Cli.Tests;

/// <summary>Runs the commands of docs/blobs.md and holds the page to what they print.</summary>
public sealed partial class BlobPageTests
{
    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        await using var lab = await PageLab.OpenAsync("docs/blobs.md");
        await lab.DoAsync("mkdir dist charts; echo app > dist/app.tar.gz; echo web > charts/web.tgz; echo api > charts/api.tgz");
        foreach (var (name, slot) in new[] { ("release", 40), ("audit", 41) })
        {
            await lab.AddKeyAsync(name, PkiLab.SigningChain(length: 2, name: name, leaf: r => r with { KeySlot = slot }));
        }

        await lab.DoAsync("mv release-root.crt root.crt; signet cert add --type ca --store audit audit-root.crt");

        await lab.CheckAsync(text => Blanks().Replace(text, ""));
    }

    /// <summary>Blanks at the end of a line would be lost on the page.</summary>
    [GeneratedRegex(" +(?=\n)")]
    private static partial Regex Blanks();
}
