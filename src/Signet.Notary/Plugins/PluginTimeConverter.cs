using System.Text.Json;
using System.Text.Json.Serialization;
using Signet.Notary.Artifacts;

namespace Signet.Notary.Plugins;

/// <summary>
/// Times in requests: RFC 3339 in UTC with <c>Z</c>, as the specification shows them (plugin-extensibility.md,
/// "verify-signature command"). The class library would write <c>+00:00</c>.
/// </summary>
internal sealed class PluginTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(GoTime.Rfc3339NanoUtc(value));
}
