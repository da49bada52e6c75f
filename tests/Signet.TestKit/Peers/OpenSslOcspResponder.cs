using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Peers;

/// <summary>
/// The real <c>openssl ocsp</c> as a responder on a free port, with its index of certificates in a temporary folder. It
/// answers by GET and by POST, one request at a time. Its clock is the machine's. OpenSSL 3.0 listens on all addresses and
/// cannot be told otherwise; ask it on loopback.
/// </summary>
public sealed class OpenSslOcspResponder : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> _index = new(StringComparer.Ordinal);
    private readonly DirectoryInfo _folder;
    private Process? _process;
    private Task<string> _log = Task.FromResult("");

    private OpenSslOcspResponder(DirectoryInfo folder) => _folder = folder;

    /// <summary>Address for authorityInfoAccess.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Starts a responder for what <paramref name="issuer"/> issues; it knows no certificate yet.</summary>
    /// <param name="issuer">The authority.</param>
    /// <param name="responder">A delegated responder that signs; null signs with the authority's own key.</param>
    /// <param name="options">
    /// More options of <c>openssl ocsp</c>, for example <c>-resp_key_id</c>; <c>-ndays 1</c> is what gives a nextUpdate.
    /// </param>
    public static async Task<OpenSslOcspResponder> StartAsync(
        LabCertificate issuer, LabCertificate? responder = null, params string[] options)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        var server = new OpenSslOcspResponder(Directory.CreateTempSubdirectory("signet-ocsp-"));
        try
        {
            await server.StartAsync(Peers.OpenSsl, issuer, responder ?? issuer, options);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The certificate is known and not revoked.</summary>
    public Task AddAsync(X509Certificate2 certificate) => WriteAsync(certificate, "V", "");

    /// <summary>The certificate is revoked.</summary>
    /// <param name="certificate">Which.</param>
    /// <param name="at">When.</param>
    /// <param name="reason">OpenSSL's name of the reason, for example <c>keyCompromise</c>; null gives none.</param>
    public Task RevokeAsync(X509Certificate2 certificate, DateTimeOffset at, string? reason = null) =>
        WriteAsync(certificate, "R", ShortTime(at) + (reason is null ? "" : $",{reason}"));

    /// <summary>The certificate is revoked for a compromise of its key at a known time, the invalidity date.</summary>
    public Task RevokeSinceAsync(X509Certificate2 certificate, DateTimeOffset at, DateTimeOffset invalidityDate) =>
        WriteAsync(certificate, "R", $"{ShortTime(at)},keyTime,{Time(invalidityDate)}");

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            await process.WaitForExitAsync();
            await _log;
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string program, LabCertificate issuer, LabCertificate signer, string[] options)
    {
        await File.WriteAllTextAsync(PathOf("index.txt"), "");
        await File.WriteAllTextAsync(PathOf("ca.pem"), issuer.CertificatePem);
        await File.WriteAllTextAsync(PathOf("signer.pem"), signer.CertificatePem);
        await File.WriteAllTextAsync(PathOf("signer.key"), signer.KeyPem);
        var start = new ProcessStartInfo(
            program,
            [
                "ocsp", "-ignore_err", "-index", "index.txt", "-port", "0", "-CA", "ca.pem", "-rsigner", "signer.pem", "-rkey", "signer.key",
                .. options,
            ])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _log = _process.StandardError.ReadToEndAsync();
        Url = $"http://localhost:{await ReadPortAsync(_process)}";
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>With port 0 OpenSSL says which one it got: <c>ACCEPT [::]:39585 PID=7421</c>.</summary>
    private async Task<int> ReadPortAsync(Process process)
    {
        using var patience = new CancellationTokenSource(StartPatience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("ACCEPT ", StringComparison.Ordinal))
            {
                var address = line.Split(' ')[1];
                return int.Parse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException($"openssl ocsp did not start:\n{await _log}");
    }

    /// <summary>
    /// The index is replaced as a whole: OpenSSL looks whether it is another file, but only before it waits for a request.
    /// So the first request after a change would have the old answer; a useless one takes its place, which
    /// <c>-ignore_err</c> lets it survive.
    /// </summary>
    private async Task WriteAsync(X509Certificate2 certificate, string status, string revocation)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        _index[certificate.SerialNumber] =
            $"{status}\t{Time(certificate.NotAfter)}\t{revocation}\t{certificate.SerialNumber}\tunknown\t/CN=certificate\n";
        await File.WriteAllTextAsync(PathOf("index.new"), string.Concat(_index.Values));
        File.Move(PathOf("index.new"), PathOf("index.txt"), overwrite: true);
        for (var attempt = 1; attempt <= Attempts && !await TurnAsync(); attempt++)
        {
            // Reset before OpenSSL saw it, as happens on a busy machine.
        }
    }

    /// <summary>Sends a request that is none; true when OpenSSL answered and so has turned its round.</summary>
    private async Task<bool> TurnAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", new Uri(Url).Port);
            await client.GetStream().WriteAsync("GET /nothing HTTP/1.0\r\n\r\n"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[1]) == 1;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return false;
        }
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>UTCTime: the only form OpenSSL 3.0 takes for the time of a revocation.</summary>
    private static string ShortTime(DateTimeOffset time) => Time(time)[2..];

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "Z";
}
