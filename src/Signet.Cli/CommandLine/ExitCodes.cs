using Signet.Oci;

namespace Signet.Cli.CommandLine;

/// <summary>
/// Exit codes of the commands that move artifacts about; documented in docs/artifacts-reference.md. <c>oras</c> has only
/// 0 and 1, so a script cannot tell "there is no such tag" from "the registry does not answer".
/// </summary>
internal static class ExitCodes
{
    /// <summary>Another failure: a local file, a refusal of the registry that has no class of its own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>What was asked for is not there.</summary>
    public const int NotFound = 3;

    /// <summary>No credential, or one that does not suffice.</summary>
    public const int Denied = 4;

    /// <summary>The registry could not be reached, failed or asked to wait: the same command may succeed later.</summary>
    public const int Unavailable = 5;

    /// <summary>Content or an answer is not what it has to be: digest, size, form, or a place it must not point at.</summary>
    public const int Corrupt = 6;

    /// <summary>The class of a failure.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="exitCode">Its code without classes.</param>
    /// <param name="isInBody">False while arguments and flags are being checked.</param>
    public static int Of(Exception exception, int exitCode, bool isInBody) => exception switch
    {
        CommandException { ExitCode: not 1 } => exitCode,
        // A command's own message about a failure of the repository keeps the class of that failure.
        CommandException { InnerException: OciException inner } => Of(inner.Error),
        CommandException or Output.GoTemplates.TemplateException => isInBody ? Failed : Usage,
        FormatException => Usage,
        OciException oci => Of(oci.Error),
        _ => exitCode,
    };

    private static int Of(OciError error) => error switch
    {
        OciError.NotFound or OciError.ReferencedContentMissing => NotFound,
        OciError.Unauthorized or OciError.Forbidden => Denied,
        OciError.Throttled or OciError.ServerFailed or OciError.Unreachable or OciError.TimedOut => Unavailable,
        OciError.ContentMismatch or OciError.Malformed or OciError.UnsafeLocation => Corrupt,
        _ => Failed,
    };
}
