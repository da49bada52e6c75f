using System.Text.Json;
using Signet.Json;

namespace Signet.Notary.Configuration;

/// <summary>
/// Settings in <c>config.json</c>. The file is the one of the configuration directory in use; <c>notation</c> reads these
/// two settings from the default directory even when <c>NOTATION_CONFIG</c> names another.
/// </summary>
public sealed record NotaryConfiguration
{
    /// <summary>The envelope format when nothing says otherwise.</summary>
    public const string DefaultSignatureFormat = "jws";

    /// <summary>Registries to talk to over plain HTTP: <c>host[:port]</c>, compared without regard to case.</summary>
    public IReadOnlyList<string> InsecureRegistries { get; init; } = [];

    /// <summary>
    /// Default envelope format in lower case, <c>jws</c> when not set. Not checked: an unknown one fails at signing.
    /// </summary>
    public string SignatureFormat { get; init; } = DefaultSignatureFormat;

    /// <summary>
    /// Why the file could not be used and the defaults stand; null when it was read or is not there. To be shown as a
    /// warning: a command that needs nothing from the file must not fail for it.
    /// </summary>
    public string? Fault { get; init; }

    /// <summary>Reads the settings; a file that is missing, a link, unsafe or malformed leaves the defaults.</summary>
    public static async Task<NotaryConfiguration> LoadAsync(
        NotaryDirectories directories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var path = directories.ConfigFile;
        var file = await GuardedFile.ReadAsync(path, NotaryLimits.ConfigurationBytes, cancellationToken);
        return file.Status switch
        {
            GuardedReadStatus.Read => Parse(file.Content, path),
            GuardedReadStatus.Missing => new(),
            _ => Faulty(path, file.Detail),
        };
    }

    private static NotaryConfiguration Parse(byte[] content, string path)
    {
        if (StrictJson.FindFault(content) is { } fault)
        {
            return Faulty(path, fault);
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var root = JsonFields.Object(document.RootElement, "the document");
            var format = JsonFields.String(root, "signatureFormat");
            return new()
            {
                InsecureRegistries = JsonFields.Strings(root, "insecureRegistries"),
                SignatureFormat = string.IsNullOrEmpty(format) ? DefaultSignatureFormat : format.ToLowerInvariant(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Faulty(path, e.Message);
        }
    }

    private static NotaryConfiguration Faulty(string path, string detail) =>
        new() { Fault = $"the settings in {path} are ignored: {detail}" };
}
