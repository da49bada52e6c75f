namespace Signet.Signatures.Revocation.Checking;

/// <summary>Whether an answer may be used.</summary>
/// <typeparam name="TAnswer">What a validator returns.</typeparam>
/// <param name="Answer">What it says.</param>
/// <param name="IsUsable">It says good or revoked, and may be believed.</param>
/// <param name="IsPoisoned">It is malformed or not authentic: no validated answer can have become that.</param>
/// <param name="Message">What was found.</param>
/// <param name="KeepUntil">Until when it may be kept; null for not at all.</param>
internal sealed record Judgement<TAnswer>(
    TAnswer Answer, bool IsUsable, bool IsPoisoned, string Message, DateTimeOffset? KeepUntil);
