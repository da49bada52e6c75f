using Signet.Oci.References;

namespace Signet.Oci.Tests.References;

public sealed class LayoutReferenceTests
{
    private const string Sha = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Expecting = "Expecting <file_path>:<tag> or <file_path>@<digest>";

    [Theory]
    [InlineData("lay:v1", "lay", "v1", null)]
    [InlineData("lay", "lay", null, null)]
    [InlineData("lay:", "lay", null, null)]
    [InlineData("./a:b/lay:v1", "./a:b/lay", "v1", null)]
    [InlineData("a/b:weird tag", "a/b", "weird tag", null)]
    [InlineData("/tmp/lay@" + Sha, "/tmp/lay", null, Sha)]
    [InlineData("/home/a@b/lay:v1", "/home/a@b/lay", "v1", null)]
    [InlineData("C:\\lay:v1", "C:\\lay", "v1", null)]
    [InlineData("C:\\lay", "C:\\lay", null, null)]
    [InlineData("C:/lay@" + Sha, "C:/lay", null, Sha)]
    public void Parts_are_split(string text, string path, string? tag, string? digest)
    {
        var reference = LayoutReference.Parse(text);

        Assert.Equal(path, reference.Path);
        Assert.Equal(tag, reference.Tag);
        Assert.Equal(digest, reference.Digest?.ToString());
    }

    [Theory]
    [InlineData(":v1", "missing oci-layout file path")]
    [InlineData("@" + Sha, "missing oci-layout file path")]
    [InlineData("", "missing oci-layout file path")]
    [InlineData("lay@sha256:abcd", "invalid digest \"sha256:abcd\": invalid checksum digest length")]
    public void Fault_quotes_the_text_and_says_what_is_expected(string text, string reason)
    {
        Assert.False(LayoutReference.TryParse(text, out _, out var fault));
        Assert.Equal($"\"{text}\": invalid reference: {reason}. {Expecting}", fault);
    }

    [Fact]
    public void Tag_or_digest_can_be_required()
    {
        var e = Assert.Throws<FormatException>(() => LayoutReference.Parse("lay").RequireTagOrDigest());
        Assert.Equal($"\"lay\": invalid reference: missing tag or digest. {Expecting}", e.Message);
    }
}
