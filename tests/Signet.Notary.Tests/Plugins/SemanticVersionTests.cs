using Signet.Notary.Plugins;

namespace Signet.Notary.Tests.Plugins;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("0.0.0")]
    [InlineData("1.2.3")]
    [InlineData("99999999999999999999999.999999999999999999.99999999999999999")]
    [InlineData("1.0.0-alpha")]
    [InlineData("1.0.0-0.a.b-c.--.0a")]
    [InlineData("1.0.0-alpha+001")]
    [InlineData("1.0.0+a-b.00.-")]
    public void Version_is_read_as_written(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out var version));
        Assert.Equal(text, version.ToString());
        Assert.Equal(text.Split('+')[0].Contains('-'), version.IsPreRelease);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("v1.2.3")]
    [InlineData("01.2.3")]
    [InlineData("1.2.03")]
    [InlineData("1..3")]
    [InlineData("-1.2.3")]
    [InlineData("+1.2.3")]
    [InlineData(" 1.2.3")]
    [InlineData("1.2.3\n")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-é")]
    [InlineData("1.2.3-a_b")]
    [InlineData("1.2.3+a+b")]
    [InlineData("1.2.3+a..b")]
    [InlineData("1.2.٣")]
    public void What_is_no_version_is_refused(string? text) => Assert.False(SemanticVersion.TryParse(text, out _));

    [Fact]
    public void Length_is_limited()
    {
        var longest = "1.0.0-" + new string('a', SemanticVersion.MaxLength - "1.0.0-".Length);
        Assert.True(SemanticVersion.TryParse(longest, out _));
        Assert.False(SemanticVersion.TryParse(longest + "a", out _));
    }

    /// <summary>The example of semver.org, section 11, with more between its lines.</summary>
    [Fact]
    public void Precedence_is_that_of_the_specification()
    {
        string[] ordered =
        [
            "0.0.9", "1.0.0-0", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-Z", "1.0.0-a", "1.0.0-a.0",
            "1.0.0-a0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-rc.1", "1.0.0", "1.0.1", "1.0.9", "1.0.10", "1.1.0-alpha", "1.1.0", "2.0.0", "10.0.0",
            "18446744073709551616.0.0",
        ];
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
            {
                var (left, right) = (Parse(ordered[i]), Parse(ordered[j]));
                Assert.Equal((ordered[i], ordered[j], i.CompareTo(j)), (ordered[i], ordered[j], Math.Sign(left.CompareTo(right))));
                Assert.Equal((i == j, i != j, i > j), (left == right, left != right, left > right));
                Assert.Equal((i >= j, i <= j, i < j), (left >= right, left <= right, left < right));
            }
        }
    }

    [Fact]
    public void Build_metadata_counts_for_nothing()
    {
        Assert.Equal(Parse("1.0.0+a"), Parse("1.0.0+b"));
        Assert.Equal(Parse("1.0.0-a+b").GetHashCode(), Parse("1.0.0-a").GetHashCode());
        Assert.NotEqual(Parse("1.0.0+a"), Parse("1.0.0-a"));
    }

    [Fact]
    public void Nothing_comes_before_every_version()
    {
        SemanticVersion? nothing = null;
        Assert.True(nothing < Parse("0.0.0-0"));
        Assert.True(nothing == null);
        Assert.False(nothing >= Parse("0.0.0-0"));
        Assert.Equal(1, Parse("0.0.0-0").CompareTo(null));
    }

    private static SemanticVersion Parse(string text) =>
        SemanticVersion.TryParse(text, out var version) ? version : throw new FormatException(text);
}
