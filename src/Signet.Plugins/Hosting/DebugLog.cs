using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Hosting;

/// <summary>
/// What happened in each call, for whoever has to find out why a plugin fails inside another program. Written only when
/// asked for, to a file that only its owner can read, and without anything that could be a secret (attack H6): of a request
/// it has the members' names and sizes, and the values of those that come from the protocol's own vocabulary. Key ids are
/// left out too, because a PKCS#11 URI can hold a PIN.
/// </summary>
internal sealed class DebugLog(string? path, TimeProvider timeProvider)
{
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "contractVersion", "keySpec", "hashAlgorithm", "payloadType", "signatureEnvelopeType", "expiryDurationInSeconds",
    };

    /// <summary>Requests have up to 8; the rest is not worth a line that fills a disk.</summary>
    private const int MostMembers = 32;

    private readonly Lock _gate = new();

    /// <summary>A log to the file; one that writes nothing when the path is empty.</summary>
    public static DebugLog For(string? path, TimeProvider timeProvider) =>
        new(string.IsNullOrWhiteSpace(path) ? null : path, timeProvider);

    /// <summary>Sees that the file can be written, so that whoever asked for a log is not left without one.</summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Error"/>: it cannot, or is not safe to write to.</exception>
    public void Open() => Append("");

    public void Start(PluginMetadata metadata, string command) =>
        Line($"{command} of {metadata.Name} {metadata.Version}");

    /// <summary>The request, whose JSON is known to be well formed.</summary>
    public void Request(ReadOnlyMemory<byte> json)
    {
        if (path is null)
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder($"request, {json.Length} bytes:");
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in document.RootElement.EnumerateObject().Take(MostMembers))
            {
                text.Append(CultureInfo.InvariantCulture, $" {Printable.Line(member.Name)}={Redact(member)}");
            }
        }

        Line(text.ToString());
    }

    public void Answer(int bytes) => Line($"answered, {bytes} bytes");

    /// <summary>
    /// The error as the host gets it; then, of the exception and those below it, type and place, without their messages:
    /// only the outermost was written with the user's eyes in mind.
    /// </summary>
    public void Failure(PluginErrorMessage failure, Exception thrown)
    {
        var text = new StringBuilder($"failed, {failure.ErrorCode}: {Printable.Line(failure.ErrorMessage)}");
        for (var (e, depth) = (thrown, 0); e is not null && depth < 8; (e, depth) = (e.InnerException!, depth + 1))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n  {e.GetType()}\n{e.StackTrace}");
        }

        try
        {
            Line(text.ToString());
        }
        catch (PluginException)
        {
            // The failure to be logged is the log's own; it goes to the host.
        }
    }

    private static string Redact(JsonProperty member) => member.Value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number when Harmless.Contains(member.Name) => Printable.Line(member.Value.ToString()),
        JsonValueKind.String => $"({JsonMarshal.GetRawUtf8Value(member.Value).Length - 2} bytes)",
        JsonValueKind.Object => $"({member.Value.EnumerateObject().Count()} members)",
        JsonValueKind.Array => $"({member.Value.GetArrayLength()} elements)",
        var kind => $"({kind})",
    };

    private void Line(string text) => Append(string.Create(
        CultureInfo.InvariantCulture, $"{timeProvider.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} [{Environment.ProcessId}] {text}\n"));

    private void Append(string text)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            lock (_gate)
            {
                RefuseLink(path);
                using var file = new FileStream(path, OpenOptions());
                Restrict(file);
                file.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException(
                PluginErrorCode.Error,
                $"the debug log {path} cannot be written: {e.Message}; change or unset {PluginHost.DebugLogVariable}",
                innerException: e);
        }
    }

    private static FileStreamOptions OpenOptions()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>In a directory others can write to, a link planted there would send the lines into any file of the user's.</summary>
    private static void RefuseLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException("it is a symbolic link");
        }
    }

    /// <summary>A file that was there before gets the owner's rights only; where it is another's, that fails.</summary>
    private static void Restrict(FileStream file)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(file.SafeFileHandle) != Owner)
        {
            File.SetUnixFileMode(file.SafeFileHandle, Owner);
        }
    }
}
