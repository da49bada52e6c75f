using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Bundles;
using Signet.Oci.Graph;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Bundles;

/// <summary>Verifies a bundle and brings what is in it into a registry or layout.</summary>
internal sealed class LoadCommand : Command
{
    private readonly BundleVerification _verification = new();
    private readonly TargetFlags _target = new(hasReferrers: true);
    private readonly ConcurrencyFlag _concurrency = new();
    private readonly LoggingFlags _logging = new();
    private readonly BoolFlag _keep = new(
        "keep-bundle", '\0', "copy the bundle's own manifest, statement, policy and signature too, as a record");

    public LoadCommand()
        : base("load", "Verify a bundle and copy what is in it to a registry or an OCI image layout")
    {
        Description = """
            Verifies a bundle as "signet bundle verify" does, without a network, and copies what was verified, and nothing else,
            to a registry or an OCI image layout: the artifact with its platforms, reports and signatures. The tag moves last;
            without one in the destination it is the one in the bundle. On any failure no tag has moved.

            Examples:
              signet bundle load --scope <registry>/<repository> app.tar <registry>/<repository>
              signet bundle load --scope <registry>/<repository> app.tar <registry>/<repository>:<tag>
              signet bundle load --scope <registry>/<repository> --oci-layout app.tar layout-dir:v1
            """;
        Arguments = "[flags] <file> <destination>{:<tag>}";
        _verification.AddTo(Flags);
        _target.AddTo(Flags);
        Flags.Add(_concurrency, _keep);
        FlagGroups = _target.Groups;
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        BundleFile.Require(this, arguments, 2, "a file and a destination");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        _target.PrepareAsync(context, cancellationToken);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = _target.Parse(context.Arguments[1]);
        if (target.Digest is not null)
        {
            throw new CommandException("the destination takes a tag or nothing: the digest is the one in the bundle");
        }

        if (target.Tag is { } wanted)
        {
            TargetFlags.CheckTag(target, wanted);
        }

        var verdict = await _verification.RunAsync(context, context.Arguments[0], _logging.CreateLogger(context), cancellationToken);
        BundleText.Write(verdict, context);
        if (!verdict.IsAccepted)
        {
            context.WriteError("nothing was loaded");
            return VerdictExitCode.Of(verdict.Kind);
        }

        using var open = await _target.OpenAsync(context, target, cancellationToken, RepositoryAccess.PullAndPush);
        var tag = target.Tag ?? verdict.Statement!.Tag;
        var result = await BundleLoader.LoadAsync(
            verdict,
            open.Repository,
            tag is null ? [] : [tag],
            _keep.Value,
            new CopyOptions { Concurrency = _concurrency.Value },
            cancellationToken);
        context.WriteLine(TerminalText.Escape(
            $"Loaded {target.At(result.Roots[0].Digest)}{(tag is null ? "" : $", tag {tag}")}: {result.Copied} copied, "
            + $"{result.Skipped} there already"));
        return 0;
    }
}
