using System.Reflection;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Hosting;

/// <summary>The one place where what was thrown becomes the protocol's error ("Plugin contract", error response).</summary>
internal static class Failure
{
    private static readonly string[] Codes =
    [
        PluginErrorCode.Validation, PluginErrorCode.UnsupportedContractVersion, PluginErrorCode.AccessDenied,
        PluginErrorCode.Timeout, PluginErrorCode.Throttled, PluginErrorCode.Error,
    ];

    /// <summary>
    /// A <see cref="PluginException"/> with its own code, or <see cref="PluginErrorCode.Error"/> when that is none of the
    /// protocol's; a cancellation as <see cref="PluginErrorCode.Timeout"/>; anything else as
    /// <see cref="PluginErrorCode.Error"/> with its message and without its stack trace.
    /// </summary>
    public static PluginErrorMessage From(Exception thrown)
    {
        var e = Cause(thrown);
        return e switch
        {
            PluginException failure => new PluginErrorMessage
            {
                ErrorCode = Codes.Contains(failure.Code) ? failure.Code : PluginErrorCode.Error,
                ErrorMessage = Printable.Message(failure.Message),
                ErrorMetadata = failure.Metadata.Count == 0
                    ? null
                    : failure.Metadata.ToDictionary(m => m.Key, m => Printable.Message(m.Value ?? "")),
            },
            OperationCanceledException => new PluginErrorMessage
            {
                ErrorCode = PluginErrorCode.Timeout,
                ErrorMessage = e.InnerException is TimeoutException
                    ? "the key service did not answer in time"
                    : "the plugin was interrupted before it was done",
            },
            _ => new PluginErrorMessage
            {
                ErrorCode = PluginErrorCode.Error,
                ErrorMessage = Printable.Message(e.Message.Length > 0 ? e.Message : e.GetType().Name),
            },
        };
    }

    /// <summary>What the plugin threw: its constructor's exceptions come wrapped.</summary>
    public static Exception Cause(Exception thrown)
    {
        var e = thrown;
        while (e is TargetInvocationException or TypeInitializationException or AggregateException { InnerExceptions.Count: 1 }
            && e.InnerException is { } inner)
        {
            e = inner;
        }

        return e;
    }
}
