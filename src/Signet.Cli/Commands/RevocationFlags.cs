using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Signatures;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Commands;

/// <summary><c>--offline</c> and <c>--revocation-bundle</c> of the commands that verify.</summary>
internal sealed class RevocationFlags
{
    private readonly BoolFlag _offline = new(
        "offline",
        '\0',
        "ask no revocation server: only the caches and --revocation-bundle count, and what they do not have is undetermined");

    private readonly StringArrayFlag _bundles = new(
        "revocation-bundle",
        '\0',
        "file with answers about revocation, from \"signet revocation fetch\"; may be given several times");

    public void AddTo(FlagSet flags) => flags.Add(_offline, _bundles);

    /// <summary>Adds <c>--revocation-bundle</c> alone, for a command that never asks a server.</summary>
    public void AddBundlesTo(FlagSet flags) => flags.Add(_bundles);

    /// <exception cref="CommandException">A file is no bundle.</exception>
    public async Task<RevocationChecker> CreateCheckerAsync(
        CommandContext context, ILogger logger, CancellationToken cancellationToken) =>
        RevocationSetup.CreateChecker(context, logger, _offline.Value, await ReadAsync(cancellationToken));

    /// <summary>Caches for a check that asks nobody: this process, the disk, which is only read, and what was brought along.</summary>
    /// <exception cref="CommandException">A file is no bundle.</exception>
    public async Task<IReadOnlyList<IRevocationCache>> OpenCachesAsync(
        CommandContext context, ILogger logger, CancellationToken cancellationToken) =>
        RevocationSetup.CachesWithoutNetwork(context, logger, await ReadAsync(cancellationToken));

    private async Task<List<RevocationBundle>> ReadAsync(CancellationToken cancellationToken)
    {
        var bundles = new List<RevocationBundle>();
        foreach (var path in _bundles.Items)
        {
            bundles.Add(await ReadAsync(path, cancellationToken));
        }

        return bundles;
    }

    private static async Task<RevocationBundle> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var content = await InputFile.ReadAsync(path, SignatureLimits.RevocationBundleBytes, cancellationToken);
        try
        {
            return RevocationBundle.Parse(content);
        }
        catch (FormatException e)
        {
            throw new CommandException(
                $"{GoText.Quote(path)} is no revocation bundle: {Output.TerminalText.Escape(e.Message)}. "
                + "Make one with: signet revocation fetch");
        }
    }
}
