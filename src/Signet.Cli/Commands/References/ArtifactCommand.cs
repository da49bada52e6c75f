using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;

namespace Signet.Cli.Commands.References;

/// <summary>What the commands that work like those of <c>oras</c> have in common.</summary>
internal abstract class ArtifactCommand : Command
{
    protected ArtifactCommand(string name, string summary, bool hasLayout = true, bool hasReferrers = false)
        : base(name, summary)
    {
        Target = new(hasLayout, hasReferrers);
        Target.AddTo(Flags);
        FlagGroups = Target.Groups;
    }

    public override bool ClassifiesFailures => true;

    public override bool UsesCryptography => true;

    protected TargetFlags Target { get; }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        Target.PrepareAsync(context, cancellationToken);
}
