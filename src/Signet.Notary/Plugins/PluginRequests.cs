using System.Text.Json;
using Signet.Json;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins;

/// <summary>
/// Writes requests as Go writes them, its escaping and its times, so that plugins which take the text apart with simple
/// means find what they know from <c>notation</c>.
/// </summary>
internal static class PluginRequests
{
    /// <summary>The writer.</summary>
    public static PluginJson Json { get; } = new(new JsonSerializerOptions(PluginJson.Default.Options)
    {
        Encoder = GoJsonEncoder.Instance,
        Converters = { new PluginTimeConverter() },
    });
}
