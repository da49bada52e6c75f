using System.Xml.Linq;
using Signet.Cli.Graphs;
using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Cli.Tests.Graphs;

/// <summary>The picture: well formed, the same for the same verdict, and with text that means nothing to who shows it.</summary>
public sealed class GraphSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("application/spdx+json")]
    [InlineData("</text></g></svg><script>alert(1)</script>")]
    [InlineData("a\"b'c&d<e>&amp;\u001b[2J\u202e\u0000\ufffe\ud800\n\t]]>")]
    [InlineData("javascript:alert(1) onload=\"x\"")]
    public void R15_TextFromOutsideIsTextInThePicture(string text)
    {
        var picture = GraphSvg.Draw(Verdict(text));

        var document = XDocument.Parse(picture);
        Assert.Equal(
            ["desc", "g", "path", "rect", "style", "svg", "text", "title"],
            document.Descendants().Select(e => e.Name.LocalName).Distinct().Order(StringComparer.Ordinal));
        Assert.All(document.Descendants(), e => Assert.Equal(Svg, e.Name.Namespace));
        Assert.All(
            document.Descendants().Attributes(),
            a => Assert.Contains(a.Name.LocalName, (string[])["xmlns", "width", "height", "viewBox", "role", "aria-labelledby", "id", "class", "x", "y", "rx", "d", "fill"]));
        Assert.DoesNotContain(picture, c => c is < ' ' and not '\n' or '\u202e' or '\ufffe');
        var shown = text.Any(c => c is < ' ' or '\u202e') ? "a\"b'c&d<e>&amp;\\x1b[2J\\u{202e}" : text;
        Assert.Contains(document.Descendants(Svg + "text"), e => e.Value.StartsWith($"{shown}", StringComparison.Ordinal));
    }

    [Fact]
    public void Same_verdict_is_the_same_picture_and_says_what_it_shows()
    {
        var verdict = Verdict("application/spdx+json");

        var picture = GraphSvg.Draw(verdict);

        Assert.Equal(picture, GraphSvg.Draw(verdict));
        var root = XDocument.Parse(picture).Root!;
        Assert.Equal("img", root.Attribute("role")!.Value);
        Assert.Equal("registry.example.com/app@sha256:x", root.Element(Svg + "title")!.Value);
        Assert.Equal("it ended well", root.Element(Svg + "desc")!.Value);
        string[] rows = [.. root.Elements(Svg + "g").Select(g => g.Elements(Svg + "text").ElementAt(1).Value)];
        Assert.Equal(["index: trusted by the signature of the index", "application/spdx+json: unsigned", "signature: untrusted"], rows);
        Assert.Equal(
            ["good", "bad", "aside"],
            root.Elements(Svg + "g").Select(g => g.Elements(Svg + "rect").ElementAt(1).Attribute("class")!.Value));
        Assert.Contains("2 hours old", picture, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_are_cut_and_whole_in_the_title()
    {
        var name = string.Concat(Enumerable.Repeat("é😀x", 100));

        var row = XDocument.Parse(GraphSvg.Draw(Verdict(name))).Root!.Elements(Svg + "g").ElementAt(1);

        Assert.EndsWith("x…", row.Elements(Svg + "text").ElementAt(1).Value.Replace("😀…", "x…", StringComparison.Ordinal).Replace("é…", "x…", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.StartsWith(name, row.Element(Svg + "title")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(5L * 1024 * 1024, "5 MiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    public void Sizes_are_for_people(long bytes, string text) => Assert.Equal(text, GraphWords.Size(bytes));

    [Theory]
    [InlineData(-600, "from the future")]
    [InlineData(-10, "just made")]
    [InlineData(59, "just made")]
    [InlineData(60, "1 minute old")]
    [InlineData(7200, "2 hours old")]
    [InlineData(86_400, "1 day old")]
    [InlineData(100 * 86_400, "3 months old")]
    [InlineData(900 * 86_400, "2 years old")]
    public void Ages_are_for_people(long seconds, string text) => Assert.Equal(text, GraphWords.Age(Now.AddSeconds(-seconds), Now));

    private static GraphVerdict Verdict(string type)
    {
        var signature = Node("signature", GraphRole.Signature) with { Kind = VerdictKind.Untrusted };
        var report = Node("report", GraphRole.Report) with
        {
            ArtifactType = type,
            IsRequired = true,
            Kind = VerdictKind.Unsigned,
            Created = Now.AddHours(-2),
            Notes = [type],
            Referrers = [signature],
        };
        var root = Node("index", GraphRole.Index) with
        {
            Kind = VerdictKind.Trusted, Coverage = Coverage.IndexSignature, IsRequired = true, Referrers = [report],
        };
        return new GraphVerdict
        {
            Kind = VerdictKind.Unsigned,
            Reference = "registry.example.com/app:v1",
            ResolvedReference = "registry.example.com/app@sha256:x",
            Root = root,
            Nodes = [root, report, signature],
            Summary = "it ended well",
            Time = Now,
        };
    }

    private static GraphNodeVerdict Node(string content, GraphRole role) => new()
    {
        Descriptor = Descriptor.Of(MediaTypes.ImageManifest, System.Text.Encoding.UTF8.GetBytes(content)),
        Role = role,
        Kind = VerdictKind.Undetermined,
        Size = 1536,
    };
}
