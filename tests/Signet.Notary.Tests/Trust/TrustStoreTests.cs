using Signet.Notary.Trust;
using Signet.TestKit;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Trust;

public sealed class TrustStoreTests : IDisposable
{
    private const string Remedy =
        ". Use command 'signet cert add' to create and add trusted certificates to the trust store";

    private static readonly TrustStoreName Acme = new(TrustStoreType.Ca, "acme");

    private readonly TempConfig _config = new();
    private readonly TrustStore _store;

    public TrustStoreTests() => _store = new(_config.Directories);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ca/valid-trust-store-2", TrustStoreType.Ca, 2)]
    [InlineData("ca/valid-trust-store-self-signed", TrustStoreType.Ca, 1)]
    [InlineData("signingAuthority/valid-trust-store-2", TrustStoreType.SigningAuthority, 2)]
    [InlineData("tsa/test-timestamp", TrustStoreType.Tsa, 1)]
    public async Task Good_vectors_of_notation_go_load(string vector, TrustStoreType type, int count) =>
        Assert.Equal(count, (await _store.LoadAsync(CopyVector(vector, type), Token)).Count);

    [Fact]
    public async Task Every_file_of_the_big_vector_loads() =>
        Assert.NotEmpty(await _store.LoadAsync(CopyVector("ca/valid-trust-store", TrustStoreType.Ca), Token));

    [Theory]
    [InlineData("ca/trust-store-with-invalid-certs", TrustStoreType.Ca, "failed to read the trusted certificate invalid in trust store trust-store-with-invalid-certs of type ca. x509: malformed certificate")]
    [InlineData("ca/trust-store-with-leaf-certs", TrustStoreType.Ca, "failed to validate the trusted certificate non-ca.crt in trust store trust-store-with-leaf-certs of type ca. certificate with subject \"")]
    [InlineData("ca/trust-store-with-leaf-certs-in-single-file", TrustStoreType.Ca, "failed to validate the trusted certificate RootAndLeafCerts.crt in trust store trust-store-with-leaf-certs-in-single-file of type ca. certificate with subject \"")]
    [InlineData("trust-store-with-directories", TrustStoreType.Ca, "trusted certificate sub-dir in trust store trust-store-with-directories of type ca is not a regular file (directories or symlinks are not supported)")]
    [InlineData("tsa/test-nonCA", TrustStoreType.Tsa, "failed to validate the trusted certificate wabbit-networks.io.crt in trust store test-nonCA of type tsa. certificate with subject \"")]
    [InlineData("tsa/test-nonSelfIssued", TrustStoreType.Tsa, "failed to validate the trusted certificate nonSelfIssued.crt in trust store test-nonSelfIssued of type tsa. certificate with subject \"")]
    public async Task Bad_vectors_of_notation_go_are_refused(string vector, TrustStoreType type, string message)
    {
        var name = CopyVector(vector, type);
        Assert.StartsWith(message, await LoadFaultAsync(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_and_empty_stores_are_errors()
    {
        Assert.Equal($"the trust store \"acme\" of type \"ca\" does not exist{Remedy}", await LoadFaultAsync(Acme));
        Directory.CreateDirectory(_store.GetDirectory(Acme));
        Assert.Equal($"no x509 certificates were found in trust store \"acme\" of type \"ca\"{Remedy}", await LoadFaultAsync(Acme));
    }

    [Fact]
    public async Task H5_LinkedStoreAndLinkedCertificateAreRefused()
    {
        await AddAsync("real.crt");
        Directory.CreateSymbolicLink(_store.GetDirectory(Acme with { Name = "link" }), _store.GetDirectory(Acme));
        Assert.Contains(
            "is not a regular directory (symlinks are not supported)",
            await LoadFaultAsync(Acme with { Name = "link" }), StringComparison.Ordinal);
        File.CreateSymbolicLink(
            Path.Combine(_store.GetDirectory(Acme), "z.crt"), Path.Combine(_store.GetDirectory(Acme), "real.crt"));
        Assert.Equal(
            "trusted certificate z.crt in trust store acme of type ca is not a regular file (directories or symlinks are not supported)",
            await LoadFaultAsync(Acme));
    }

    [Theory]
    [InlineData("")]
    [InlineData("truststore")]
    [InlineData("truststore/x509")]
    [InlineData("truststore/x509/ca")]
    [InlineData("truststore/x509/ca/acme")]
    [InlineData("truststore/x509/ca/acme/real.crt")]
    public async Task H5_StoreThatEverybodyMayWriteIsRefused(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        await AddAsync("real.crt");
        var open = Path.Combine(_config.Directories.ConfigDirectory, path).TrimEnd('/');
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.OtherWrite);
        }

        Assert.Contains($"chmod o-w '{open}'", await LoadFaultAsync(Acme), StringComparison.Ordinal);
    }

    [Fact]
    public async Task H5_LeftoverOfAKilledWriterIsIgnored()
    {
        await AddAsync("real.crt");
        _config.Write(Path.Combine(_store.GetDirectory(Acme), ".next.crt.0011223344556677.tmp"), "-----BEGIN CERT");
        Assert.Single(await _store.LoadAsync(Acme, Token));
        Assert.Single(await _store.ListAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task H5_HalfWrittenCertificateFailsTheStore()
    {
        var path = await AddAsync("real.crt");
        var text = await File.ReadAllTextAsync(path, Token);
        await File.WriteAllTextAsync(path, text[..(text.Length / 2)], Token);
        Assert.StartsWith("failed to read the trusted certificate real.crt", await LoadFaultAsync(Acme), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_key_in_a_store_is_an_error()
    {
        await AddAsync("real.crt");
        _config.Write(Path.Combine(_store.GetDirectory(Acme), "a.pem"), PkiLab.SigningChain(1).KeyPem);
        Assert.StartsWith("failed to read the trusted certificate a.pem", await LoadFaultAsync(Acme), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_copied_byte_for_byte_with_private_modes()
    {
        var chain = PkiLab.SigningChain();
        var source = _config.Write(_config.Outside("chain.pem"), "a comment\n" + chain.Root.CertificatePem);
        await _store.AddAsync(Acme, source, Token);
        var target = Path.Combine(_store.GetDirectory(Acme), "chain.pem");
        Assert.Equal(await File.ReadAllBytesAsync(source, Token), await File.ReadAllBytesAsync(target, Token));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("600", Mode(target));
            var folders = new[] { "", "truststore", "truststore/x509", "truststore/x509/ca", "truststore/x509/ca/acme" };
            Assert.All(folders, folder => Assert.Equal("700", Mode(Path.Combine(_config.Directories.ConfigDirectory, folder))));
        }

        Assert.DoesNotContain(
            Directory.EnumerateFiles(_config.Directories.ConfigDirectory), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Causes_of_a_failed_addition_have_the_texts_of_notation()
    {
        var path = await AddAsync("real.crt");
        Assert.Equal("certificate already exists in the Trust Store", await AddFaultAsync(_config.Outside("real.crt")));
        var missing = _config.Outside("missing.crt");
        Assert.Equal($"open {missing}: no such file or directory", await AddFaultAsync(missing));
        Assert.Equal("no valid certificate found in the file", await AddFaultAsync(_config.Write(_config.Outside("empty"), "")));
        Assert.StartsWith(
            "x509: malformed certificate", await AddFaultAsync(_config.Write(_config.Outside("junk"), "junk")), StringComparison.Ordinal);
        var folder = Path.GetDirectoryName(path)!;
        Assert.Equal($"{folder} is not a regular file", await AddFaultAsync(folder));
    }

    [Fact]
    public async Task Of_parallel_additions_of_one_name_one_succeeds()
    {
        var source = _config.Write(_config.Outside("same.crt"), PkiLab.SigningChain(1).ChainPem);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await _store.AddAsync(Acme, source, Token);
                return true;
            }
            catch (TrustStoreException)
            {
                return false;
            }
        }));
        Assert.Single(results, succeeded => succeeded);
    }

    [Fact]
    public async Task Lists_are_ordered_by_type_then_path()
    {
        foreach (var name in new[] { "tsa:a", "signingAuthority:b", "ca:z", "ca:b" })
        {
            Assert.True(TrustStoreName.TryParse(name, out var store));
            await AddAsync("2.crt", store);
            await AddAsync("10.crt", store);
        }

        var all = await _store.ListAsync(cancellationToken: Token);
        Assert.Equal(
            ["ca:b/10.crt", "ca:b/2.crt", "ca:z/10.crt", "ca:z/2.crt", "signingAuthority:b/10.crt",
                "signingAuthority:b/2.crt", "tsa:a/10.crt", "tsa:a/2.crt"],
            all.Select(file => $"{file.Store}/{file.FileName}"));
        Assert.Equal(4, (await _store.ListAsync(TrustStoreType.Ca, null, Token)).Count);
        Assert.Equal(4, (await _store.ListAsync(null, "b", Token)).Count);
        Assert.Empty(await _store.ListAsync(TrustStoreType.Tsa, "b", Token));
    }

    [Fact]
    public async Task One_unreadable_file_fails_the_list()
    {
        await AddAsync("a.crt");
        _config.Write(Path.Combine(_store.GetDirectory(Acme), "b.crt"), "junk");
        var fault = await Assert.ThrowsAsync<TrustStoreException>(() => _store.ListAsync(TrustStoreType.Ca, "acme", Token));
        Assert.StartsWith(
            "failed to list all certificates stored in the named store acme of type ca, with error: x509: malformed certificate",
            fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_the_last_file_removes_the_store()
    {
        await AddAsync("a.crt");
        await AddAsync("b.crt");
        Assert.Null(_store.Delete(Acme, "a.crt"));
        Assert.Single(await _store.ReadAsync(Acme, "b.crt", Token));
        Assert.Null(_store.Delete(Acme, "b.crt"));
        Assert.False(Directory.Exists(_store.GetDirectory(Acme)));
        var path = Path.Combine(_store.GetDirectory(Acme), "b.crt");
        Assert.Equal(
            $"failed to delete the certificate file: stat {path}: no such file or directory",
            Assert.Throws<TrustStoreException>(() => _store.Delete(Acme, "b.crt")).Message);
    }

    [Fact]
    public async Task Deleting_a_store_removes_it_whole()
    {
        await AddAsync("a.crt");
        var directory = _store.GetDirectory(Acme);
        Assert.Equal(directory, _store.DeleteAll(Acme));
        Assert.False(Directory.Exists(directory));
        Assert.Equal(
            $"failed to delete the named trust store: stat {directory}: no such file or directory",
            Assert.Throws<TrustStoreException>(() => _store.DeleteAll(Acme)).Message);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("ä")]
    public async Task D2_StoreNameNeverLeavesItsDirectory(string name)
    {
        await AddAsync("a.crt");
        var bad = new TrustStoreName(TrustStoreType.Ca, name);
        const string message = "named store name needs to follow [a-zA-Z0-9_.-]+ format";
        Assert.Equal(message, Assert.Throws<TrustStoreException>(() => _store.DeleteAll(bad)).Message);
        Assert.Equal(message, await LoadFaultAsync(bad));
        Assert.Single(await _store.LoadAsync(Acme, Token));
        Assert.False(TrustStoreName.TryParse($"ca:{name}", out _));
    }

    [Theory]
    [InlineData("../../../../victim")]
    [InlineData("..")]
    [InlineData(@"..\x")]
    [InlineData("/etc/hostname")]
    public async Task D3_FileNameNeverLeavesItsStore(string name)
    {
        await AddAsync("a.crt");
        var victim = _config.Write(_config.Outside("victim"), "keep me");
        Assert.Contains("must be the plain name", Assert.Throws<TrustStoreException>(() => _store.Delete(Acme, name)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TrustStoreException>(() => _store.ReadAsync(Acme, name, Token));
        Assert.True(File.Exists(victim));
    }

    public void Dispose() => _config.Dispose();

    private static string Mode(string path) => OperatingSystem.IsWindows()
        ? ""
        : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private async Task<string> AddAsync(string file, TrustStoreName? store = null)
    {
        var source = _config.Write(_config.Outside(file), PkiLab.SigningChain(2).Root.CertificatePem);
        await _store.AddAsync(store ?? Acme, source, Token);
        return Path.Combine(_store.GetDirectory(store ?? Acme), file);
    }

    private async Task<string> AddFaultAsync(string source) =>
        (await Assert.ThrowsAsync<TrustStoreException>(() => _store.AddAsync(Acme, source, Token))).Message;

    private async Task<string> LoadFaultAsync(TrustStoreName name) =>
        (await Assert.ThrowsAsync<TrustStoreException>(() => _store.LoadAsync(name, Token))).Message;

    private TrustStoreName CopyVector(string vector, TrustStoreType type)
    {
        Vectors.SkipUnlessPresent();
        var source = new DirectoryInfo(Vectors.Path($"notation-go/verifier/testdata/truststore/x509/{vector}"));
        var name = new TrustStoreName(type, source.Name);
        var target = _store.GetDirectory(name);
        Directory.CreateDirectory(target);
        foreach (var file in source.EnumerateFiles())
        {
            File.WriteAllBytes(Path.Combine(target, file.Name), File.ReadAllBytes(file.FullName));
        }

        foreach (var folder in source.EnumerateDirectories())
        {
            Directory.CreateDirectory(Path.Combine(target, folder.Name));
        }

        return name;
    }
}
