using Signet.Oci.References;

namespace Signet.Oci.Tests.References;

public sealed class RegistryReferenceTests
{
    private const string Sha = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Expecting = "Expecting <registry>/<repository>:<tag> or <registry>/<repository>@<digest>";

    [Theory]
    [InlineData("localhost:5000/net-monitor:v1", "localhost:5000", "net-monitor", "v1", null)]
    [InlineData("registry.example.com/a/b/c@" + Sha, "registry.example.com", "a/b/c", null, Sha)]
    [InlineData("registry.example.com/a:v1@" + Sha, "registry.example.com", "a", null, Sha)]
    [InlineData("registry.example.com/a", "registry.example.com", "a", null, null)]
    [InlineData("registry.example.com/a:", "registry.example.com", "a", null, null)]
    [InlineData("[::1]:5000/a:v1", "[::1]:5000", "a", "v1", null)]
    [InlineData("127.0.0.1/a__b/c.d/e--f:V_1.2-3", "127.0.0.1", "a__b/c.d/e--f", "V_1.2-3", null)]
    public void Parts_are_split(string text, string registry, string repository, string? tag, string? digest)
    {
        var reference = RegistryReference.Parse(text);

        Assert.Equal(registry, reference.Registry);
        Assert.Equal(repository, reference.Repository);
        Assert.Equal(tag, reference.Tag);
        Assert.Equal(digest, reference.Digest?.ToString());
        Assert.Equal(digest ?? tag, reference.Reference);
    }

    [Theory]
    [InlineData("foo", "missing registry or repository")]
    [InlineData("", "missing registry or repository")]
    [InlineData("local host/a:v1", "invalid registry \"local host\"")]
    [InlineData("https://registry.example.com/a:v1", "invalid registry \"https:\"")]
    [InlineData("user@registry.example.com/a:v1", "invalid registry \"user@registry.example.com\"")]
    [InlineData("registry.example.com:99999/a:v1", "invalid registry \"registry.example.com:99999\"")]
    [InlineData("localhost:5000/UPPER:v1", "invalid repository \"UPPER\"")]
    [InlineData("localhost:5000/a/../b:v1", "invalid repository \"a/../b\"")]
    [InlineData("localhost:5000/a//b:v1", "invalid repository \"a//b\"")]
    [InlineData("localhost:5000/a___b:v1", "invalid repository \"a___b\"")]
    [InlineData("localhost:5000/:v1", "invalid repository \"\"")]
    [InlineData("localhost:5000/a:bad%tag", "invalid tag \"bad%tag\"")]
    [InlineData("localhost:5000/a:-v", "invalid tag \"-v\"")]
    [InlineData("localhost:5000/a@sha256:abcd", "invalid digest \"sha256:abcd\": invalid checksum digest length")]
    [InlineData("localhost:5000/a@md5:abcd", "invalid digest \"md5:abcd\": unsupported digest algorithm")]
    public void Fault_quotes_the_text_and_says_what_is_expected(string text, string reason)
    {
        Assert.False(RegistryReference.TryParse(text, out _, out var fault));
        Assert.Equal($"\"{text}\": invalid reference: {reason}. {Expecting}", fault);
        Assert.Equal(fault, Assert.Throws<FormatException>(() => RegistryReference.Parse(text)).Message);
    }

    [Fact]
    public void Tag_or_digest_can_be_required()
    {
        var reference = RegistryReference.Parse("localhost:5601/net-monitor");

        var e = Assert.Throws<FormatException>(() => reference.RequireTagOrDigest());
        Assert.Equal($"\"localhost:5601/net-monitor\": invalid reference: no tag or digest. {Expecting}", e.Message);
        Assert.Equal("localhost:5601/net-monitor@" + Sha, reference.WithDigest(Digest.Parse(Sha)).ToString());
    }

    [Fact]
    public void Long_names_are_scanned_in_linear_time()
    {
        var hostile = new string('-', 1_000_000);

        Assert.False(RepositoryName.IsValid("a" + hostile));
        Assert.True(RepositoryName.IsValid("a" + hostile + "b"));
    }

    [Fact]
    public void Tag_has_at_most_128_characters()
    {
        Assert.True(RepositoryName.IsValidTag(new string('a', 128)));
        Assert.False(RepositoryName.IsValidTag(new string('a', 129)));
    }
}
