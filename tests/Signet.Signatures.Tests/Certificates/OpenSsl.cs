using System.ComponentModel;
using System.Diagnostics;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>A folder in which the real <c>openssl</c> makes certificates; removed afterwards.</summary>
internal sealed class OpenSsl : IDisposable
{
    private const string Configuration = """
        [req]
        distinguished_name = dn
        prompt = no
        [dn]
        C = US
        ST = WA
        O = Example
        CN = ${ENV::LAB_CN}
        [ca]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        [leaf]
        keyUsage = critical,digitalSignature
        extendedKeyUsage = codeSigning
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid
        """;

    private static readonly string[] Pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signet-openssl-");

    private OpenSsl() => File.WriteAllText(PathOf("lab.cnf"), Configuration);

    /// <summary>The extra arguments for an RSASSA-PSS signature with the salt that Notary tools take.</summary>
    public static IReadOnlyList<string> PssOptions => Pss;

    /// <summary>The program, ready; skips the test when the machine has none.</summary>
    public static async Task<OpenSsl> OpenAsync()
    {
        var openSsl = new OpenSsl();
        try
        {
            await openSsl.RunAsync("lab", "version");
            return openSsl;
        }
        catch (Win32Exception)
        {
            openSsl.Dispose();
            Assert.Skip("the openssl command is not on this machine: install openssl");
            throw;
        }
    }

    /// <summary>A new key, by the arguments of <c>openssl genpkey</c>.</summary>
    public Task NewKeyAsync(string name, params string[] arguments) =>
        RunAsync(name, ["genpkey", .. arguments, "-out", $"{name}.key"]);

    /// <summary>One of the lab's cached keys.</summary>
    public async Task UseKeyAsync(string name, LabKeyKind kind, int slot)
    {
        using var key = LabKeys.Get(kind, slot);
        await File.WriteAllTextAsync(PathOf($"{name}.key"), key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
    }

    /// <summary>A self-signed authority.</summary>
    public Task RootAsync(string name, params string[] signing) => RunAsync(
        name, ["req", "-x509", "-config", "lab.cnf", "-extensions", "ca", "-key", $"{name}.key", "-days", "30",
            "-out", $"{name}.crt", .. signing]);

    /// <summary>A certificate under another; <paramref name="extensions"/> is <c>ca</c> or <c>leaf</c>.</summary>
    public async Task IssueAsync(string name, string issuer, string extensions, params string[] signing)
    {
        await RunAsync(name, "req", "-new", "-config", "lab.cnf", "-key", $"{name}.key", "-out", $"{name}.csr");
        await RunAsync(
            name, ["x509", "-req", "-in", $"{name}.csr", "-CA", $"{issuer}.crt", "-CAkey", $"{issuer}.key", "-CAcreateserial",
                "-extfile", "lab.cnf", "-extensions", extensions, "-days", "30", "-out", $"{name}.crt", .. signing]);
    }

    /// <summary>Applies the rules to a chain of the folder's certificates.</summary>
    public CertificateFault? FindFault(params string[] leafFirst) => CertificateChainRules.FindFault(
        [.. leafFirst.SelectMany(name => CertificateFile.Read(File.ReadAllBytes(PathOf($"{name}.crt"))))],
        CertificatePurpose.CodeSigning,
        TimeProvider.System.GetUtcNow());

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task RunAsync(string commonName, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["LAB_CN"] = $"{commonName}.example.com";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {errors}");
    }
}
