namespace Signet.Notary.Promotion;

/// <summary>A stage that has ended.</summary>
/// <param name="Stage">Which.</param>
/// <param name="IsDone">False when the promotion ended here.</param>
/// <param name="Message">What was found or done, one sentence; may hold names from outside.</param>
public sealed record PromotionStep(PromotionStage Stage, bool IsDone, string Message);
