using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Signet.Json;

namespace Signet.Notary.Plugins;

/// <summary>
/// Records of what was said with a plugin, at debug level, as <c>notation</c> writes them, but without the values of the
/// configuration: people put secrets there though vendors ask them not to (attack H6).
/// </summary>
internal static partial class PluginLog
{
    /// <summary>Characters of a message that are recorded; a request to sign has some thousand.</summary>
    private const int Shown = 64 * 1024;

    public static void Request(ILogger logger, string command, ReadOnlyMemory<byte> request)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var text = Redact(request);
            LogRequest(logger, command, text);
        }
    }

    public static void Response(ILogger logger, string command, PluginOutput ended)
    {
        if (logger.IsEnabled(LogLevel.Debug))
        {
            var bytes = ended.ExitCode == 0 ? ended.Output : ended.Errors;
            var text = PluginText.Printable(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, Shown))), Shown);
            LogResponse(logger, command, text);
        }
    }

    private static string Redact(ReadOnlyMemory<byte> request)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var document = JsonDocument.Parse(request))
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GoJsonEncoder.Instance }))
        {
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name != "pluginConfig")
                {
                    member.WriteTo(writer);
                    continue;
                }

                writer.WriteStartObject(member.Name);
                foreach (var setting in member.Value.EnumerateObject())
                {
                    writer.WriteString(setting.Name, "****");
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return PluginText.Printable(Encoding.UTF8.GetString(buffer.WrittenSpan), Shown);
    }

    [LoggerMessage(Level = LogLevel.Debug, SkipEnabledCheck = true, Message = "Plugin {Command} request: {Request}")]
    private static partial void LogRequest(ILogger logger, string command, string request);

    [LoggerMessage(Level = LogLevel.Debug, SkipEnabledCheck = true, Message = "Plugin {Command} response: {Response}")]
    private static partial void LogResponse(ILogger logger, string command, string response);
}
