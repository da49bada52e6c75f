using Signet.Notary.Promotion;

namespace Signet.Cli.Commands.Promotion;

/// <summary>The words for a promotion's parts, the same in text and JSON.</summary>
internal static class PromotionNames
{
    public static string Of(PromotionStage stage) => stage switch
    {
        PromotionStage.Resolve => "resolve",
        PromotionStage.VerifySource => "verify source",
        PromotionStage.Copy => "copy",
        PromotionStage.LookAgain => "look again",
        PromotionStage.Stamp => "stamp",
        PromotionStage.CheckStamp => "check stamp",
        PromotionStage.Record => "record",
        PromotionStage.VerifyDestination => "verify destination",
        _ => "move tag",
    };

    public static string Of(PromotionOutcome outcome) => outcome switch
    {
        PromotionOutcome.Promoted => "promoted",
        PromotionOutcome.Refused => "refused",
        PromotionOutcome.SourceMoved => "sourceMoved",
        PromotionOutcome.DestinationMoved => "destinationMoved",
        _ => "failed",
    };

    public static string Of(TagState tag) => tag switch
    {
        TagState.NotMoved => "notMoved",
        TagState.Moved => "moved",
        TagState.AlreadyThere => "alreadyThere",
        _ => "unknown",
    };

    public static string Of(StagedKind kind) => kind switch
    {
        StagedKind.Artifact => "artifact",
        StagedKind.Index => "index",
        StagedKind.Platform => "platform",
        StagedKind.Report => "report",
        StagedKind.Signature => "signature",
        StagedKind.Stamp => "stamp",
        _ => "record",
    };
}
