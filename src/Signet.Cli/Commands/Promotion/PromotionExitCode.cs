using Signet.Cli.CommandLine;
using Signet.Cli.Verdicts;
using Signet.Notary.Promotion;
using Signet.Oci;

namespace Signet.Cli.Commands.Promotion;

/// <summary>Exit codes of <c>signet promote</c>; documented in docs/promotion.md.</summary>
internal static class PromotionExitCode
{
    /// <summary>A tag moved meanwhile: whoever moved it decides what happens next.</summary>
    public const int Moved = 7;

    /// <summary>Leftovers could not be removed.</summary>
    public const int NotCleaned = 8;

    public static int Of(PromotionPlan plan) => plan.Refusal is { } refusal ? VerdictExitCode.Of(refusal) : 0;

    public static int Of(PromotionResult result) => result.Outcome switch
    {
        PromotionOutcome.Promoted => 0,
        PromotionOutcome.Refused => VerdictExitCode.Of(result.Refusal!.Value),
        PromotionOutcome.SourceMoved or PromotionOutcome.DestinationMoved => Moved,
        _ => result.Failure is OciException failure ? ExitCodes.Of(failure, ExitCodes.Failed, isInBody: true) : ExitCodes.Failed,
    };
}
