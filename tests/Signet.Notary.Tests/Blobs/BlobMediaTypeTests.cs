using System.Text.RegularExpressions;
using FsCheck.Fluent;
using Signet.Notary.Blobs;

namespace Signet.Notary.Tests.Blobs;

public sealed partial class BlobMediaTypeTests
{
    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("Application/Vnd.Example+JSON")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("text/plain;charset=\"utf 8\"; x=y")]
    public void Media_types(string mediaType) => Assert.Null(BlobMediaType.FindFault(mediaType));

    [Theory]
    [InlineData("", "content media-type cannot be empty")]
    [InlineData("text", "invalid content media-type \"text\": there is no \"/\" between type and subtype")]
    [InlineData("/plain", "invalid content media-type \"/plain\": the type before \"/\" is not a token")]
    [InlineData("text/", "invalid content media-type \"text/\": the subtype after \"/\" is not a token")]
    [InlineData("text/a/b", "invalid content media-type \"text/a/b\": the subtype after \"/\" is not a token")]
    [InlineData("text/é", "the subtype after \"/\" is not a token")]
    [InlineData("text/a\n", "invalid content media-type \"text/a\\n\": ", "the subtype after \"/\" is not a token")]
    [InlineData("text/plain;", "the parameter \"\" is not of the form name=value")]
    [InlineData("text/plain; charset", "the parameter \"charset\" is not of the form name=value")]
    [InlineData("text/plain; a=\"b\"c\"", "the value of the parameter \"a\" is neither a token nor quoted")]
    public void Faults(string mediaType, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, BlobMediaType.FindFault(mediaType)!, StringComparison.Ordinal));

    [Fact]
    public void Length_is_bounded()
    {
        Assert.Null(BlobMediaType.FindFault("a/" + new string('b', 253)));
        Assert.Equal(
            "invalid content media-type: it has 256 characters, more than 255",
            BlobMediaType.FindFault("a/" + new string('b', 254)));
    }

    /// <summary>RFC 2045 §5.1 as one expression agrees, for text made of what matters.</summary>
    [Fact]
    public void Rules_are_those_of_a_naive_reference()
    {
        var texts = Gen.Elements("a", "/", ";", "=", "\"", " ", "b+c", "\\", "é", "\t", "<", "x=y", "a/b", "; ")
            .ListOf().Select(string.Concat).Where(t => t.Length > 0);
        foreach (var text in texts.Sample(3000).Append("a/b;x=\"\"").Append("a/b; x=\"a b\" ;y=z"))
        {
            Assert.True(
                Naive().IsMatch(text) == (BlobMediaType.FindFault(text) is null), $"'{text}': {BlobMediaType.FindFault(text)}");
        }
    }

    [GeneratedRegex(
        """^[ \t]*[!#-'*+\-.0-9A-Z^-z|~{}]+[ \t]*/[ \t]*[!#-'*+\-.0-9A-Z^-z|~{}]+[ \t]*(;[ \t]*[!#-'*+\-.0-9A-Z^-z|~{}]+[ \t]*=[ \t]*([!#-'*+\-.0-9A-Z^-z|~{}]+|"[ !#-:<-\[\]-~]*")[ \t]*)*\z""",
        RegexOptions.ECMAScript)]
    private static partial Regex Naive();
}
