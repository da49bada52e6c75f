using Signet.Notary.Configuration;

namespace Signet.Notary.Tests.Configuration;

public sealed class NotaryDirectoriesTests
{
    [Theory]
    [InlineData("HOME=/home/a", "/home/a/.config/notation", "/home/a/.config/notation", "/home/a/.cache/notation")]
    [InlineData("HOME=/home/a XDG_CONFIG_HOME=/x XDG_CACHE_HOME=/y", "/x/notation", "/x/notation", "/y/notation")]
    [InlineData("HOME=/home/a XDG_CONFIG_HOME=x XDG_CACHE_HOME=y", ".notation", ".notation", ".notation/cache")]
    [InlineData("", ".notation", ".notation", ".notation/cache")]
    [InlineData("HOME=/home/a NOTATION_CONFIG=/c", "/c", "/c", "/home/a/.cache/notation")]
    [InlineData("NOTATION_CONFIG=/c NOTATION_LIBEXEC=/l NOTATION_CACHE=/k", "/c", "/l", "/k")]
    [InlineData("HOME=/home/a NOTATION_CONFIG=", "/home/a/.config/notation", "/home/a/.config/notation", "/home/a/.cache/notation")]
    public void Unix_directories_follow_the_overrides_then_XDG_then_HOME(
        string environment, string config, string libexec, string cache) =>
        Assert.Equal((config, libexec, cache), Parts(Make(environment, DirectoryRules.Unix)));

    [Fact]
    public void MacOS_directories_are_in_the_library() => Assert.Equal(
        ("/Users/a/Library/Application Support/notation", "/Users/a/Library/Application Support/notation",
            "/Users/a/Library/Caches/notation"),
        Parts(Make("HOME=/Users/a XDG_CONFIG_HOME=/x", DirectoryRules.MacOS)));

    [Fact]
    public void Windows_directories_are_in_AppData()
    {
        var made = Make("AppData=/roaming LocalAppData=/local HOME=/h", DirectoryRules.Windows);
        Assert.Equal(("/roaming/notation", "/roaming/notation", "/local/notation"), Parts(made));
    }

    [Fact]
    public void Files_are_where_notation_looks_for_them()
    {
        var made = Make("NOTATION_CONFIG=/c", DirectoryRules.Unix);
        Assert.Equal("/c/config.json", made.ConfigFile);
        Assert.Equal("/c/signingkeys.json", made.SigningKeysFile);
        Assert.Equal("/c/localkeys", made.LocalKeysDirectory);
        Assert.Equal("/c/truststore", made.TrustStoreDirectory);
        Assert.Equal("/c/trustpolicy.oci.json", made.OciTrustPolicyFile);
        Assert.Equal("/c/trustpolicy.json", made.LegacyTrustPolicyFile);
    }

    private static NotaryDirectories Make(string environment, DirectoryRules rules)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return NotaryDirectories.FromEnvironment(name => variables.GetValueOrDefault(name), rules);
    }

    private static (string, string, string) Parts(NotaryDirectories made) =>
        (made.ConfigDirectory, made.LibexecDirectory, made.CacheDirectory);
}
