using System.Text.Json;
using Signet.TestKit.Pki;
using static Signet.Cli.Tests.PolicyLab;

namespace Signet.Cli.Tests;

/// <summary>policy init from a certificate, environments, and trust.</summary>
public sealed class PolicyInitTests : IDisposable
{
    private readonly PolicyLab _lab = new();

    private string SignerFile => _lab.Write("release.crt", _lab.Signer.ChainPem);

    private string StoreFile => Path.Combine(_lab.Config, "truststore", "x509", "ca", "release", "release.crt");

    [Fact]
    public async Task Init_from_a_certificate_writes_a_strict_policy_and_adds_the_root()
    {
        var result = await _lab.RunAsync("policy", "init", "--certificate", SignerFile, "--registry-scope", "registry.example.com/app");
        Assert.Equal(
            (0, "", "Added CN=root.release.example.com,O=Example,L=Seattle,ST=WA,C=US to trust store ca:release.\n"
                + "Successfully initialized OCI trust policy file to ~/config/trustpolicy.oci.json.\n"),
            (result.ExitCode, result.Error, result.Out));
        using var policy = JsonDocument.Parse(await File.ReadAllTextAsync(_lab.OciPolicy, TestContext.Current.CancellationToken));
        var statement = policy.RootElement.GetProperty("trustPolicies")[0];
        Assert.Equal("release", statement.GetProperty("name").GetString());
        Assert.Equal("strict", statement.GetProperty("signatureVerification").GetProperty("level").GetString());
        Assert.Equal("x509.subject: C=US, ST=WA, L=Seattle, O=Example, CN=release.example.com", statement.GetProperty("trustedIdentities")[0].GetString());
        Assert.Equal(_lab.Signer.Root.CertificatePem, await File.ReadAllTextAsync(StoreFile, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await _lab.RunAsync("policy", "lint", "--strict")).ExitCode);
    }

    [Fact]
    public async Task Init_on_a_terminal_asks_for_what_is_missing()
    {
        var file = SignerFile;
        var result = await _lab.RunAsync($"{file}\nprod\nregistry.example.com/a registry.example.com/b\n\n", canAsk: true, "policy", "init");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Trusted identity [x509.subject: C=US, ST=WA, L=Seattle, O=Example, CN=release.example.com]: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("Statement:  prod\n", (await _lab.RunAsync("policy", "which", "registry.example.com/b")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_replaces_nothing_without_a_yes()
    {
        _lab.Write("config/trustpolicy.oci.json", Document("1.0", Statement("old", "\"*\"")));
        string[] init = ["policy", "init", "--certificate", SignerFile, "--registry-scope", "*"];
        var no = await _lab.RunAsync("n\n", false, init);
        Assert.EndsWith("do you want to overwrite it? [y/N] Operation cancelled.\n", no.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(StoreFile));
        Assert.Contains("\"old\"", await File.ReadAllTextAsync(_lab.OciPolicy, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, (await _lab.RunAsync("y\n", false, init)).ExitCode);
        Assert.Contains("\"release\"", await File.ReadAllTextAsync(_lab.OciPolicy, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(0, (await _lab.RunAsync([.. init, "--force"])).ExitCode);
    }

    [Fact]
    public async Task Init_never_adds_to_a_store_that_trusts_another()
    {
        _lab.Write("config/truststore/x509/ca/release/other.crt", PkiLab.SigningChain(length: 2, name: "other").Root.CertificatePem);
        var result = await _lab.RunAsync("policy", "init", "--certificate", SignerFile, "--registry-scope", "*");
        Assert.Equal((1, "Error: the trust store ca:release exists and trusts CN=root.other.example.com,O=Example,L=Seattle,ST=WA,C=US; name another one with --store\n"), (result.ExitCode, result.Error));
        Assert.False(File.Exists(_lab.OciPolicy));
        Assert.Equal(0, (await _lab.RunAsync("policy", "init", "--certificate", SignerFile, "--registry-scope", "*", "--store", "mine")).ExitCode);
    }

    [Fact]
    public async Task H5_PolicyThatCannotBeWrittenLeavesNoStoreBehind()
    {
        Directory.CreateDirectory(Path.Combine(_lab.OciPolicy, "in-the-way"));
        var result = await _lab.RunAsync("policy", "init", "--certificate", SignerFile, "--registry-scope", "*");
        Assert.Equal(1, result.ExitCode);
        Assert.False(File.Exists(StoreFile));
    }

    [Theory]
    [InlineData("leaf", "holds the signer's certificate without the authority that issued it (CN=root.release.example.com")]
    [InlineData("root", "the file holds an authority's certificate and no signer's: name the signer with --trusted-identity")]
    [InlineData("nothing", "holds no certificates: ")]
    [InlineData("poor", "makes no trusted identity: distinguished name (DN) \"CN=poor\" has no mandatory RDN attribute for \"C\"")]
    public async Task Certificates_that_make_no_policy_are_refused_with_the_way_out(string what, string error)
    {
        var poor = PkiLab.Issue(LabRecipe.Leaf("poor") with { Subject = PkiLab.Name(("2.5.4.3", "poor")) }, null);
        var path = _lab.Write("c.crt", what switch
        {
            "leaf" => _lab.Signer.Leaf.CertificatePem, "root" => _lab.Signer.Root.CertificatePem, "poor" => poor.CertificatePem, _ => "nothing",
        });
        var result = await _lab.RunAsync("policy", "init", "--certificate", path, "--registry-scope", "*");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_lab.Config));
    }

    [Fact]
    public async Task Environments_have_policies_of_their_own()
    {
        var file = _lab.Write("p.json", Document("1.0", Statement("imported", "\"*\"")));
        Assert.Equal(0, (await _lab.RunAsync("policy", "init", "--certificate", SignerFile, "--registry-scope", "*", "--name", "prod", "--environment", "prod")).ExitCode);
        Assert.Equal("Successfully imported OCI trust policy configuration to ~/config/policies/stage.oci.json.\n", (await _lab.RunAsync("policy", "import", file, "--environment", "stage")).Out);
        Assert.False(File.Exists(_lab.OciPolicy));
        Assert.Contains("\"prod\"", (await _lab.RunAsync("policy", "show", "--environment", "prod")).Out, StringComparison.Ordinal);
        Assert.Contains("Statement:  imported\n", (await _lab.RunAsync("policy", "which", "a.example.com/b", "--environment", "stage")).Out, StringComparison.Ordinal);
        var completed = await _lab.RunAsync("__completeNoDesc", "verify", "--environment", "");
        Assert.Equal("prod\nstage\n:4\n", completed.Out);
        var missing = await _lab.RunAsync("verify", "--environment", "test", "a.example.com/b:v1");
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("the environment \"test\" has no trust policy", missing.Error, StringComparison.Ordinal);
        var unnamed = await _lab.RunAsync("verify", "--environment", "", "a.example.com/b:v1");
        Assert.Contains("\"\" is no name of an environment", unnamed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trust_shows_policies_stores_and_what_needs_attention_on_one_screen()
    {
        _lab.Write("config/trustpolicy.oci.json", Document("1.0", Statement("prod", "\"*\"").Replace("\"ca:release\"", "\"ca:release\",\"tsa:gone\"", StringComparison.Ordinal)));
        _lab.Write("config/truststore/x509/ca/release/root.crt", _lab.Signer.Root.CertificatePem);
        _lab.Write(
            "config/truststore/x509/ca/old/old.crt",
            PkiLab.Issue(LabRecipe.Authority("old") with { NotAfter = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero) }, null).CertificatePem);
        var result = await _lab.RunAsync("trust");
        Assert.Equal(
            """
            POLICY                          FOR   STATEMENTS
            ~/config/trustpolicy.oci.json   oci   prod

            STORE        CERTIFICATE   SUBJECT                                                      EXPIRES                USED BY
            ca:old       old.crt       CN=old,O=Example,L=Seattle,ST=WA,C=US                        2025-01-01 (expired)   nobody
            ca:release   root.crt      CN=root.release.example.com,O=Example,L=Seattle,ST=WA,C=US   2099-12-31             prod
            tsa:gone     -             cannot be used                                               -                      prod

            Expired: ca:old/old.crt
            Used by no statement: ca:old/old.crt
            tsa:gone: the trust store "gone" of type "tsa" does not exist. Use command 'signet cert add' to create and add trusted certificates to the trust store

            """.ReplaceLineEndings("\n"),
            Columns(result.Out));
        using var json = JsonDocument.Parse((await _lab.RunAsync("trust", "-o", "json")).Out);
        Assert.Equal(["expired", "valid"], json.RootElement.GetProperty("stores").EnumerateArray()
            .SelectMany(s => s.GetProperty("certificates").EnumerateArray()).Select(c => c.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Trust_of_an_empty_machine_says_so()
    {
        var result = await _lab.RunAsync("trust");
        Assert.Equal((0, "There is no trust policy, so nothing is trusted; make one: signet policy init\n"), (result.ExitCode, result.Out));
    }

    public void Dispose() => _lab.Dispose();

    /// <summary>The column of paths is as wide as the folder's name was.</summary>
    private static string Columns(string text) => System.Text.RegularExpressions.Regex.Replace(
        System.Text.RegularExpressions.Regex.Replace(text, " +(?=\n)", ""), "(?m)^(POLICY|~/config/trustpolicy.oci.json) +(?=FOR|oci)", m => m.Groups[1].Value.PadRight(32));
}
