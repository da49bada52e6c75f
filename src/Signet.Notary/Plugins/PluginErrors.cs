using System.Globalization;
using System.Text;
using System.Text.Json;
using Signet.Notary.Configuration;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins;

/// <summary>
/// Turns the end of a plugin with an exit code other than 0 into a failure. Any such code is treated alike, as in
/// <c>notation</c>; the specification has plugins end with 1.
/// </summary>
internal static class PluginErrors
{
    private const int MetadataEntries = 32;

    /// <summary>The failure that the plugin's end means.</summary>
    public static PluginCallException Read(string plugin, string command, PluginOutput ended)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"exit status {ended.ExitCode}");
        if (ended.Errors.Length == 0)
        {
            return new(PluginFailure.NotRunnable, status);
        }

        try
        {
            using var document = PluginDocument.Parse(ended.Errors);
            var error = PluginAnswers.Error(JsonFields.Object(document.RootElement, "the error"));
            return error is { ErrorCode: null or "", ErrorMessage: null or "", ErrorMetadata: null }
                ? NotAnError(plugin, command, status, "incomplete json", ended.Errors, innerException: null)
                : Refused(plugin, command, error);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return NotAnError(plugin, command, status, Describe(ended.Errors, e), ended.Errors, e);
        }
    }

    private static PluginCallException Refused(string plugin, string command, PluginErrorMessage error)
    {
        var code = PluginText.Printable(error.ErrorCode ?? "", PluginText.WordLength);
        var message = error.ErrorMessage is { Length: > 0 } text
            ? PluginText.Printable(text, PluginText.MessageLength)
            : $"plugin {plugin} {command} failed with {(code.Length > 0 ? code : "no error code")} and gave no message";
        return new(PluginFailure.Refused, message)
        {
            Code = code,
            Metadata = (error.ErrorMetadata ?? new Dictionary<string, string>())
                .OrderBy(m => m.Key, StringComparer.Ordinal)
                .Take(MetadataEntries)
                .DistinctBy(m => PluginText.Printable(m.Key, PluginText.WordLength))
                .ToDictionary(
                    m => PluginText.Printable(m.Key, PluginText.WordLength),
                    m => PluginText.Printable(m.Value, PluginText.MessageLength),
                    StringComparer.Ordinal),
        };
    }

    /// <summary>Go's words for text that is no JSON at all, which is what crashed plugins leave; else the reader's own.</summary>
    private static string Describe(byte[] errors, Exception e)
    {
        var first = errors.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && errors[first] is > 0x20 and < 0x7F and not (byte)'{'
            ? $"invalid character '{(char)errors[first]}' looking for beginning of value"
            : PluginText.Printable(e.Message, PluginText.WordLength);
    }

    private static PluginCallException NotAnError(
        string plugin, string command, string status, string why, byte[] errors, Exception? innerException)
    {
        const int Shown = 1024;
        var said = PluginText.Printable(Encoding.UTF8.GetString(errors.AsSpan(0, Math.Min(errors.Length, Shown))).Trim(), Shown);
        return new(
            PluginFailure.Malformed,
            $"{why} (plugin {plugin} {command} ended with {status} and wrote to standard error: {said})",
            innerException);
    }
}
