using Signet.Notary.Trust;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

public sealed class PolicyEnvironmentTests : IDisposable
{
    private readonly TempConfig _config = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_config.Directories.ConfigDirectory, "policies");

    [Fact]
    public async Task Environment_chooses_the_file_and_never_falls_back()
    {
        _config.Write(_config.Directories.OciTrustPolicyFile, Document("1.0", Statement(name: "own")));
        _config.Write(Path.Combine(Folder, "prod.oci.json"), Document("1.0", Statement(name: "prod")));
        _config.Write(Path.Combine(Folder, "Bad.oci.json"), "");
        Assert.Equal("own", await NameAsync(null));
        Assert.Equal("own", await NameAsync(""));
        Assert.Equal("prod", await NameAsync("prod"));
        Assert.Equal(["prod"], PolicyEnvironment.List(_config.Directories, TrustPolicyKind.Oci));
        Assert.Empty(PolicyEnvironment.List(_config.Directories, TrustPolicyKind.Blob));

        var fault = await Assert.ThrowsAsync<TrustPolicyException>(() => NameAsync("stage"));
        Assert.Equal(TrustPolicyError.Missing, fault.Error);
        Assert.Contains("the environment \"stage\" has no trust policy", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("environments with one: prod", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../own")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("Prod")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a.b")]
    [InlineData("a\0")]
    [InlineData(" ")]
    [InlineData("é")]
    public async Task H1_NameThatIsNoneBuildsNoPath(string name)
    {
        await Assert.ThrowsAsync<FormatException>(() => NameAsync(name));
        Assert.NotNull(PolicyEnvironment.FindFault(name));
        Assert.NotNull(PolicyEnvironment.FindFault(new string('a', 65)));
        Assert.Null(PolicyEnvironment.FindFault(new string('a', 64)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("policies")]
    [InlineData("policies/prod.oci.json")]
    public async Task H5_PolicyOfAnEnvironmentThatEverybodyMayReplaceIsRefused(string open)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        _config.Write(Path.Combine(Folder, "prod.oci.json"), Document("1.0", Statement()));
        var path = Path.Combine(_config.Directories.ConfigDirectory, open);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
        }

        Assert.Equal(TrustPolicyError.Unsafe, (await Assert.ThrowsAsync<TrustPolicyException>(() => NameAsync("prod"))).Error);
    }

    public void Dispose() => _config.Dispose();

    private async Task<string> NameAsync(string? environment) =>
        (await TrustPolicyDocument.LoadAsync(_config.Directories, environment, Token)).Statements[0].Name;
}
