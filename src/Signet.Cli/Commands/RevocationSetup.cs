using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Notary.Revocation;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Commands;

/// <summary>How commands check revocation: with the disk cache that is shared with <c>notation</c>.</summary>
internal static class RevocationSetup
{
    /// <summary>A checker for this run.</summary>
    /// <param name="context">Where the cache is.</param>
    /// <param name="logger">The log of <c>--debug</c>.</param>
    /// <param name="isOffline">No server is asked.</param>
    /// <param name="bundles">
    /// Answers brought along. The disk is asked before them, because whoever made a bundle chose among the answers of its
    /// time; and what comes from them is not kept on disk, where it would outlive the run it was brought for.
    /// </param>
    public static RevocationChecker CreateChecker(
        CommandContext context, ILogger logger, bool isOffline = false, IReadOnlyList<RevocationBundle>? bundles = null)
    {
        var disk = new ReportingCache(new RevocationFileCache(context.Directories, context.Clock), context, logger);
        return new(new RevocationOptions
        {
            Transport = isOffline ? null : RevocationHttpTransport.Shared,
            Caches = bundles is { Count: > 0 }
                ? [RevocationMemoryCache.Shared, new ReadOnlyCache(disk), .. bundles, disk]
                : [RevocationMemoryCache.Shared, disk],
            TimeProvider = context.Clock,
        });
    }

    /// <summary>The caches of this machine and what was brought along, none of which is written.</summary>
    public static IReadOnlyList<IRevocationCache> CachesWithoutNetwork(
        CommandContext context, ILogger logger, IReadOnlyList<RevocationBundle> bundles) =>
    [
        new ReadOnlyCache(new ReportingCache(new RevocationFileCache(context.Directories, context.Clock), context, logger)),
        .. bundles,
    ];
}
