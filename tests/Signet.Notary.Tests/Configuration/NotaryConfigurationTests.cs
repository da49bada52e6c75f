using Signet.Notary.Configuration;
using Signet.TestKit;

namespace Signet.Notary.Tests.Configuration;

public sealed class NotaryConfigurationTests : IDisposable
{
    private readonly TempConfig _config = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_file_means_the_defaults()
    {
        var loaded = await NotaryConfiguration.LoadAsync(_config.Directories, Token);
        Assert.Empty(loaded.InsecureRegistries);
        Assert.Equal("jws", loaded.SignatureFormat);
        Assert.Null(loaded.Fault);
    }

    [Fact]
    public async Task The_vector_of_notation_go_is_read()
    {
        Vectors.SkipUnlessPresent();
        _config.Write(
            _config.Directories.ConfigFile,
            await File.ReadAllTextAsync(Vectors.Path("notation-go/config/testdata/valid/config.json"), Token));
        var loaded = await NotaryConfiguration.LoadAsync(_config.Directories, Token);
        Assert.Equal(["registry.wabbit-networks.io"], loaded.InsecureRegistries);
        Assert.Equal("jws", loaded.SignatureFormat);
    }

    [Fact]
    public async Task The_format_is_lower_cased()
    {
        _config.Write(_config.Directories.ConfigFile, """{"SignatureFormat":"COSE","auths":{"a":{},"A":{}}}""");
        Assert.Equal("cose", (await NotaryConfiguration.LoadAsync(_config.Directories, Token)).SignatureFormat);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"insecureRegistries":"a"}""")]
    [InlineData("""{"signatureFormat":"cose","signatureFormat":"jws"}""")]
    public async Task A_malformed_file_leaves_the_defaults_and_says_so(string text)
    {
        _config.Write(_config.Directories.ConfigFile, text);
        var loaded = await NotaryConfiguration.LoadAsync(_config.Directories, Token);
        Assert.Equal("jws", loaded.SignatureFormat);
        Assert.Contains(_config.Directories.ConfigFile, loaded.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_LinkedSettingsAreIgnored()
    {
        var elsewhere = _config.Write(_config.Outside("other.json"), """{"signatureFormat":"cose"}""");
        Directory.CreateDirectory(_config.Directories.ConfigDirectory);
        File.CreateSymbolicLink(_config.Directories.ConfigFile, elsewhere);
        var loaded = await NotaryConfiguration.LoadAsync(_config.Directories, Token);
        Assert.Equal("jws", loaded.SignatureFormat);
        Assert.Contains("symlinks are not supported", loaded.Fault, StringComparison.Ordinal);
    }

    public void Dispose() => _config.Dispose();
}
