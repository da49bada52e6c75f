using System.Text;
using Signet.Cli.Output;

namespace Signet.Cli.Tests.Output;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("[ ]", "[]")]
    [InlineData("{ \"a\" : [ ] , \"b\":{} }", "{\n  \"a\": [],\n  \"b\": {}\n}")]
    [InlineData("[1,{\"a\":\"x, [y]: \\\"{\\\\\"},1e5,-0.10]", "[\n  1,\n  {\n    \"a\": \"x, [y]: \\\"{\\\\\"\n  },\n  1e5,\n  -0.10\n]")]
    [InlineData("\"\\u003ca\\u003e\"", "\"\\u003ca\\u003e\"")]
    public void Only_the_blanks_change(string json, string expected) =>
        Assert.Equal(expected, JsonText.Indent(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    public void What_is_no_JSON_is_found(string json) => Assert.NotNull(JsonText.FindFault(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(@"""\ud83d\ude80""", "\ud83d\ude80")]
    [InlineData(@"""a\ud83d""", "a\ufffd")]
    [InlineData(@"""\udE80\ud83dx""", "\ufffd\ufffdx")]
    [InlineData(@"""\\ud83d""", @"\ud83d")]
    public void Half_a_surrogate_pair_is_replaced(string json, string expected)
    {
        using var document = JsonText.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Equal(expected, document.RootElement.GetString());
    }
}
