using System.Buffers;
using System.Text.Json;
using Signet.Json;

namespace Signet.Notary.Configuration;

/// <summary>What is in <c>signingkeys.json</c>, the rules for it, and its form on disk.</summary>
internal sealed record SigningKeyDocument
{
    private const string FileName = "signingkeys.json";

    public static SigningKeyDocument Empty { get; } = new();

    public string? Default { get; private init; }

    public IReadOnlyList<SigningKey> Keys { get; private init; } = [];

    /// <summary>Members that this version does not know; written back as they were.</summary>
    private IReadOnlyList<KeyValuePair<string, JsonElement>> Others { get; init; } = [];

    public SigningKey? Find(string name) =>
        Keys.FirstOrDefault(key => string.Equals(key.Name, name, StringComparison.Ordinal));

    public void CheckNameIsFree(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ConfigurationException("key name cannot be empty");
        }

        if (Find(name) is not null)
        {
            throw new ConfigurationException($"signing key with name {GoQuote.Text(name)} already exists");
        }
    }

    public SigningKeyDocument Add(SigningKey key, bool isDefault)
    {
        CheckNameIsFree(key.Name);
        if (key.KeyPath is null && key.CertificatePath is null)
        {
            if (string.IsNullOrEmpty(key.Id))
            {
                throw new ConfigurationException("missing key id");
            }

            if (string.IsNullOrEmpty(key.PluginName))
            {
                throw new ConfigurationException("plugin name cannot be empty");
            }
        }

        return this with { Keys = [.. Keys, key], Default = isDefault ? key.Name : Default };
    }

    public SigningKeyDocument Remove(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            throw new ConfigurationException("missing key names");
        }

        var left = Keys.ToList();
        foreach (var name in names)
        {
            // By count, so that a name given twice fails the second time, as in notation.
            if (left.RemoveAll(key => string.Equals(key.Name, name, StringComparison.Ordinal)) == 0)
            {
                throw NotFound(name);
            }
        }

        return this with
        {
            Keys = left,
            Default = names.Contains(Default, StringComparer.Ordinal) ? null : Default,
        };
    }

    public SigningKeyDocument SetDefault(string name) =>
        Find(name) is null ? throw NotFound(name) : this with { Default = name };

    public static SigningKeyDocument Parse(byte[] content)
    {
        if (content.Length == 0)
        {
            throw Malformed("EOF");
        }

        if (StrictJson.FindFault(content) is { } fault)
        {
            throw Malformed(fault);
        }

        try
        {
            using var json = JsonDocument.Parse(content);
            var root = JsonFields.Object(json.RootElement, "the document");
            var document = new SigningKeyDocument
            {
                Default = JsonFields.String(root, "default"),
                Keys = [.. JsonFields.Items(root, "keys").Select(ReadKey)],
                Others = Unknown(root, "default", "keys"),
            };
            document.Check();
            return document;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Malformed(e.Message);
        }
    }

    /// <summary>As Go writes it: 4 spaces, members left out when empty, a final newline.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = true,
            IndentSize = 4,
            NewLine = "\n",
            Encoder = GoJsonEncoder.Instance,
        };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            WriteText(writer, "default", Default);
            writer.WriteStartArray("keys");
            foreach (var key in Keys)
            {
                WriteKey(writer, key);
            }

            writer.WriteEndArray();
            WriteOthers(writer, Others);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private void Check()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in Keys)
        {
            if (key.Name.Length == 0)
            {
                throw Malformed("key name cannot be empty");
            }

            if (!names.Add(key.Name))
            {
                throw Malformed($"multiple keys with name '{key.Name}' found");
            }
        }

        if (Default is { Length: 0 })
        {
            throw Malformed("default key name cannot be empty");
        }

        if (Default is { } name && !names.Contains(name))
        {
            throw Malformed($"default key '{name}' not found");
        }
    }

    private static SigningKey ReadKey(JsonElement element)
    {
        var key = JsonFields.Object(element, "an entry of \"keys\"");
        var config = JsonFields.Map(key, "pluginConfig");
        return new SigningKey
        {
            Name = JsonFields.String(key, "name") ?? "",
            KeyPath = JsonFields.String(key, "keyPath"),
            CertificatePath = JsonFields.String(key, "certPath"),
            Id = JsonFields.String(key, "id"),
            PluginName = JsonFields.String(key, "pluginName"),
            PluginConfig = config.Count == 0 ? null : new Dictionary<string, string>(config, StringComparer.Ordinal),
            Others = Unknown(key, "name", "keyPath", "certPath", "id", "pluginName", "pluginConfig"),
        };
    }

    private static List<KeyValuePair<string, JsonElement>> Unknown(JsonElement parent, params string[] known) =>
        [.. JsonFields.Unknown(parent, known).Select(member => KeyValuePair.Create(member.Name, member.Value.Clone()))];

    private static void WriteKey(Utf8JsonWriter writer, SigningKey key)
    {
        writer.WriteStartObject();
        writer.WriteString("name", key.Name);
        WriteText(writer, "keyPath", key.KeyPath);
        WriteText(writer, "certPath", key.CertificatePath);
        WriteText(writer, "id", key.Id);
        WriteText(writer, "pluginName", key.PluginName);
        if (key.PluginConfig is { Count: > 0 } config)
        {
            writer.WriteStartObject("pluginConfig");
            foreach (var (name, value) in config.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        WriteOthers(writer, key.Others);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteOthers(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, JsonElement>> others)
    {
        foreach (var (name, value) in others)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    private static ConfigurationException NotFound(string name) => new($"signing key {name} not found");

    private static ConfigurationException Malformed(string fault) => new($"malformed {FileName}: {fault}");
}
