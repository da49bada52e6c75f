using System.Buffers;
using System.Text;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.Files;

namespace Signet.Oci.Credentials;

/// <summary>
/// A file in the format of Docker's <c>config.json</c>: which helper keeps the credentials of which registry, and those
/// kept in plain text. Members of other programs stay as they are when the file is rewritten.
/// </summary>
public sealed class CredentialFile
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = GoJsonEncoder.Instance,
        Indented = true,
        IndentCharacter = '\t',
        IndentSize = 1,
        NewLine = "\n",
    };

    private readonly Dictionary<string, JsonElement> _members;
    private readonly List<string> _order;

    private CredentialFile(string path, Dictionary<string, JsonElement> members, List<string> order)
    {
        Path = path;
        _members = members;
        _order = order;
        CredentialsStore = Find("credsStore", JsonValueKind.String)?.GetString() ?? "";
    }

    /// <summary>Where the file is, or would be.</summary>
    public string Path { get; }

    /// <summary>Suffix of the helper for every registry without one of its own; empty when there is none.</summary>
    public string CredentialsStore { get; }

    /// <summary>True when the file says anything about credentials.</summary>
    public bool IsConfigured => CredentialsStore.Length > 0 || Properties("credHelpers").Any() || Properties("auths").Any();

    /// <summary>Reads the file; one that is missing is empty.</summary>
    /// <exception cref="OciException"><see cref="OciError.Malformed"/>: it cannot be decoded, or is too large.</exception>
    public static async Task<CredentialFile> LoadAsync(
        string path, OciLimits? limits = null, CancellationToken cancellationToken = default)
    {
        byte[] content;
        try
        {
            content = await BoundedReader.ReadFileAsync(
                path, (limits ?? OciLimits.Default).CredentialBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new CredentialFile(path, [], []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OciException)
        {
            throw new OciException(OciError.Malformed, $"failed to open config file at {path}: {e.Message}", e);
        }

        return Parse(path, content);
    }

    /// <summary>Suffix of the helper that keeps the credential of <paramref name="registry"/>; null for plain text.</summary>
    public string? FindHelper(string registry)
    {
        var key = CredentialKey.Of(registry);
        foreach (var helper in Properties("credHelpers"))
        {
            if (helper.NameEquals(key) && helper.Value.ValueKind == JsonValueKind.String)
            {
                return helper.Value.GetString() is { Length: > 0 } suffix ? suffix : null;
            }
        }

        return CredentialsStore.Length > 0 ? CredentialsStore : null;
    }

    /// <summary>The credential of <paramref name="registry"/> that the file holds in plain text.</summary>
    /// <exception cref="OciException"><see cref="OciError.Malformed"/>: the entry cannot be decoded.</exception>
    public Credential? FindPlaintext(string registry) =>
        FindEntries(registry).FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } entry
            ? Decode(entry.Name, entry.Value)
            : null;

    /// <summary>Removes what <see cref="FindPlaintext"/> would find; false when there is nothing.</summary>
    public async Task<bool> RemovePlaintextAsync(string registry, CancellationToken cancellationToken = default)
    {
        var remove = FindEntries(registry).Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        if (remove.Count == 0)
        {
            return false;
        }

        await WriteAsync(
            writer =>
            {
                writer.WriteStartObject("auths"u8);
                foreach (var entry in Properties("auths").Where(entry => !remove.Contains(entry.Name)))
                {
                    entry.WriteTo(writer);
                }

                writer.WriteEndObject();
            },
            "auths",
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Names the helper for every registry without one of its own.</summary>
    public Task SetCredentialsStoreAsync(string suffix, CancellationToken cancellationToken = default) =>
        WriteAsync(writer => writer.WriteString("credsStore"u8, suffix), "credsStore", cancellationToken);

    private static CredentialFile Parse(string path, byte[] content)
    {
        if (StrictJson.FindFault(content) is { } fault)
        {
            throw Undecodable(path, fault);
        }

        using var document = JsonDocument.Parse(content);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Undecodable(path, "the document is not a JSON object");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            members[member.Name] = member.Value.Clone();
            order.Add(member.Name);
        }

        foreach (var (name, kind) in new[]
        {
            ("auths", JsonValueKind.Object), ("credHelpers", JsonValueKind.Object), ("credsStore", JsonValueKind.String),
        })
        {
            if (members.TryGetValue(name, out var value) && value.ValueKind != kind && value.ValueKind != JsonValueKind.Null)
            {
                throw Undecodable(path, $"the member \"{name}\" is not a JSON {kind.ToString().ToLowerInvariant()}");
            }
        }

        return new CredentialFile(path, members, order);
    }

    private static OciException Undecodable(string path, string fault) => new(
        OciError.Malformed, $"failed to decode config file at {path}: invalid config format: {fault}");

    private JsonElement? Find(string name, JsonValueKind kind) =>
        _members.TryGetValue(name, out var value) && value.ValueKind == kind ? value : null;

    private JsonElement.ObjectEnumerator Properties(string name) =>
        Find(name, JsonValueKind.Object) is { } value ? value.EnumerateObject() : default;

    /// <summary>The entry of the exact key, else those stored as an address with that host.</summary>
    private List<JsonProperty> FindEntries(string registry)
    {
        var key = CredentialKey.Of(registry);
        var exact = Properties("auths").Where(entry => entry.NameEquals(key)).ToList();
        return exact.Count > 0
            ? exact
            : [.. Properties("auths").Where(entry => CredentialKey.HostOf(entry.Name) == registry)];
    }

    /// <summary><c>auth</c> wins over the legacy members <c>username</c> and <c>password</c>.</summary>
    private Credential? Decode(string key, JsonElement entry)
    {
        string Text(string name) =>
            entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

        var (username, password) = (Text("username"), Text("password"));
        if (Text("auth") is { Length: > 0 } auth)
        {
            var pair = DecodeBase64(auth);
            var colon = pair?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (pair is null || colon < 0)
            {
                // The text itself is a secret, even when it is not a good one.
                throw new OciException(
                    OciError.Malformed,
                    $"failed to decode the entry \"{key}\" of {Path}: \"auth\" is not the base64 text of user:password");
            }

            (username, password) = (pair[..colon], pair[(colon + 1)..].Trim('\0'));
        }

        var credential = new Credential
        {
            Username = username,
            Password = password,
            RefreshToken = Text("identitytoken"),
            AccessToken = Text("registrytoken"),
        };
        return credential.IsEmpty ? null : credential;
    }

    private static string? DecodeBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>Rewrites the file with one member replaced, or added at the end.</summary>
    private async Task WriteAsync(Action<Utf8JsonWriter> replacement, string name, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            writer.WriteStartObject();
            foreach (var member in _order.Contains(name) ? _order : [.. _order, name])
            {
                if (member == name)
                {
                    replacement(writer);
                }
                else
                {
                    writer.WritePropertyName(member);
                    _members[member].WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        try
        {
            // A configuration kept elsewhere and linked here stays where it is kept.
            var target = new FileInfo(Path).LinkTarget is null
                ? Path
                : File.ResolveLinkTarget(Path, returnFinalTarget: true)!.FullName;
            CreatePrivateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!);
            await AtomicFile.WriteAsync(target, buffer.WrittenMemory, AtomicFile.Private, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OciException(OciError.Forbidden, $"failed to write config file at {Path}: {e.Message}", e);
        }
    }

    private static void CreatePrivateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, AtomicFile.Private | UnixFileMode.UserExecute);
        }
    }
}
