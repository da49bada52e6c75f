using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Signet.Json;

namespace Signet.Oci.Credentials;

/// <summary>
/// A program <c>docker-credential-&lt;suffix&gt;</c> that keeps credentials (Docker's credential helper protocol). Secrets go
/// through its standard input and output only: never as an argument, in the environment or in a message (attack H6).
/// </summary>
internal sealed class CredentialHelper
{
    /// <summary>What helpers print, with exit code 1, for a server they do not know.</summary>
    private const string NotFound = "credentials not found in native keychain";

    /// <summary>The user name that marks an identity token.</summary>
    private const string TokenUser = "<token>";

    private static readonly SearchValues<char> SuffixCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    private readonly string _program;
    private readonly CredentialStoreOptions _options;

    private CredentialHelper(string program, CredentialStoreOptions options)
    {
        _program = program;
        _options = options;
    }

    /// <summary>Finds the helper on the search path.</summary>
    /// <exception cref="OciException">The suffix is no name, or there is no such program.</exception>
    public static CredentialHelper Find(string suffix, CredentialStoreOptions options)
    {
        if (suffix.AsSpan().ContainsAnyExcept(SuffixCharacters))
        {
            throw new OciException(
                OciError.Malformed, $"invalid credential helper \"{suffix}\": a name of letters, digits, dots and hyphens is expected");
        }

        var name = $"docker-credential-{suffix}";
        return FindProgram(name, options.SearchPath) is { } program
            ? new CredentialHelper(program, options)
            : throw new OciException(
                OciError.Unauthorized, $"exec: \"{name}\": executable file not found in $PATH");
    }

    /// <summary>Full path of a program on <paramref name="searchPath"/>; only absolute folders count.</summary>
    public static string? FindProgram(string name, string searchPath)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        foreach (var folder in searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var ending in endings)
            {
                var candidate = Path.Combine(folder, name + ending);
                if (Path.IsPathFullyQualified(folder) && IsExecutable(candidate))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    /// <summary>The credential of a server; null when the helper has none.</summary>
    public async Task<Credential?> GetAsync(string server, CancellationToken cancellationToken)
    {
        var output = await RunAsync("get", Encoding.UTF8.GetBytes(server), secret: null, cancellationToken)
            .ConfigureAwait(false);
        return output is null ? null : Decode(output);
    }

    /// <summary>Stores a credential.</summary>
    public async Task StoreAsync(string server, Credential credential, CancellationToken cancellationToken)
    {
        var isToken = credential.RefreshToken.Length > 0;
        var secret = isToken ? credential.RefreshToken : credential.Password;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GoJsonEncoder.Instance }))
        {
            writer.WriteStartObject();
            writer.WriteString("ServerURL"u8, server);
            writer.WriteString("Username"u8, isToken ? TokenUser : credential.Username);
            writer.WriteString("Secret"u8, secret);
            writer.WriteEndObject();
        }

        await RunAsync("store", buffer.WrittenMemory, secret, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the credential of a server; done when there is none.</summary>
    public async Task EraseAsync(string server, CancellationToken cancellationToken) =>
        await RunAsync("erase", Encoding.UTF8.GetBytes(server), secret: null, cancellationToken).ConfigureAwait(false);

    private static bool IsExecutable(string file)
    {
        const UnixFileMode AnyExecute =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0);
    }

    private Credential? Decode(byte[] output)
    {
        // No word of the output may get into the message: it holds the secret.
        if (StrictJson.FindFault(output) is not null)
        {
            throw Failure("did not answer with one JSON object");
        }

        using var document = JsonDocument.Parse(output);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Failure("did not answer with one JSON object");
        }

        var (username, secret) = ("", "");
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String)
            {
                // Helpers are read by Go, which does not mind the case.
                username = member.Name.Equals("Username", StringComparison.OrdinalIgnoreCase)
                    ? member.Value.GetString()! : username;
                secret = member.Name.Equals("Secret", StringComparison.OrdinalIgnoreCase)
                    ? member.Value.GetString()! : secret;
            }
        }

        var credential = username == TokenUser
            ? new Credential { RefreshToken = secret }
            : new Credential { Username = username, Password = secret };
        return credential.IsEmpty ? null : credential;
    }

    /// <summary>Runs one command; null when the helper answers that it has no credential.</summary>
    private async Task<byte[]?> RunAsync(
        string command, ReadOnlyMemory<byte> input, string? secret, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.HelperTimeout, _options.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(command);
        try
        {
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, both.Token);
            var output = BoundedReader.ReadAllAsync(
                process.StandardOutput.BaseStream, _options.Limits.CredentialBytes, "the answer of " + _program, both.Token);
            await SendAsync(process, input, both.Token).ConfigureAwait(false);
            var answer = await output.ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(both.Token).ConfigureAwait(false);
            if (process.ExitCode == 0)
            {
                return answer;
            }

            var text = Encoding.UTF8.GetString(answer).Trim();
            return text.Contains(NotFound, StringComparison.Ordinal)
                ? null
                : throw Failure($"{command} ended with exit code {process.ExitCode}{Quote(text, secret)}");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OciException(
                OciError.TimedOut,
                $"credential helper {_program} {command} did not answer in {_options.HelperTimeout.TotalSeconds:0} seconds");
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(string command)
    {
        var start = new ProcessStartInfo(_program)
        {
            ArgumentList = { command },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start) ?? throw Failure("did not start");
        }
        catch (Win32Exception e)
        {
            throw new OciException(OciError.Unauthorized, $"exec: \"{_program}\": {e.Message}", e);
        }
    }

    private static async Task SendAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            var stream = process.StandardInput.BaseStream;
            await stream.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says more.
        }
    }

    /// <summary>What the helper said, on one short line of printable text, unless it repeats a secret.</summary>
    private static string Quote(string text, string? secret)
    {
        const int Longest = 200;
        if (text.Length == 0 || text.StartsWith('{') || (secret?.Length > 0 && text.Contains(secret, StringComparison.Ordinal)))
        {
            return "";
        }

        var line = new string([.. text.Take(Longest).Select(c => char.IsControl(c) ? ' ' : c)]);
        return $": {line}";
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended meanwhile.
        }
    }

    private OciException Failure(string what) => new(OciError.Unauthorized, $"credential helper {_program} {what}");
}
