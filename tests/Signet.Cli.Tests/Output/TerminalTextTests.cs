using Signet.Cli.Output;

namespace Signet.Cli.Tests.Output;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("Grüße 世界 🚀", "Grüße 世界 🚀")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("\u009b2J", "\\x9b2J")]
    [InlineData("a\nSuccessfully verified", "a\\nSuccessfully verified")]
    [InlineData("a\rb\tc", "a\\rb\\tc")]
    [InlineData("user\u202egpj.exe", "user\\u{202e}gpj.exe")]
    [InlineData("a\u2066b\u2069", "a\\u{2066}b\\u{2069}")]
    [InlineData("zero\u200bwidth", "zero\\u{200b}width")]
    [InlineData("line\u2028separator", "line\\u{2028}separator")]
    [InlineData("\u007f", "\\x7f")]
    public void R15_what_is_not_visible_is_escaped(string text, string expected) =>
        Assert.Equal(expected, TerminalText.Escape(text));

    [Fact]
    public void R15_json_keeps_its_meaning_when_it_is_escaped()
    {
        const string Json = "{\n  \"a\": \"x\u009b\u202e\U000e0041é\"\n}";

        var escaped = TerminalText.EscapeJson(Json);

        Assert.Equal("{\n  \"a\": \"x\\u009b\\u202e\\udb40\\udc41é\"\n}", escaped);
        using var before = System.Text.Json.JsonDocument.Parse(Json);
        using var after = System.Text.Json.JsonDocument.Parse(escaped);
        Assert.Equal(before.RootElement.GetProperty("a").GetString(), after.RootElement.GetProperty("a").GetString());
    }

    [Fact]
    public void R15_tables_and_trees_escape_their_cells_and_labels()
    {
        var table = TableWriter.Format(["KEY", "VALUE"], [["a\u001b", "b\n"]]);
        var tree = new TreeNode("root\u001b");
        tree.Add("child\n");

        Assert.Equal("KEY     VALUE   \na\\x1b   b\\n     \n", table);
        Assert.Equal("root\\x1b\n└── child\\n\n", tree.ToString());
    }

    [Fact]
    public void R15_half_a_surrogate_pair_is_escaped() =>
        Assert.Equal("a\\u{fffd}b", TerminalText.Escape(new string(['a', '\ud800', 'b'])));

    [Fact]
    public void A_table_without_rows_pads_its_header() =>
        Assert.Equal("NAME   ID   \n", TableWriter.Format(["NAME", "ID"], []));
}
