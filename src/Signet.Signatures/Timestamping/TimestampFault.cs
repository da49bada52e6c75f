namespace Signet.Signatures.Timestamping;

/// <summary>The first rule that a timestamp breaks.</summary>
/// <param name="Rule">Identifier, kebab case, stable.</param>
/// <param name="Message">What is wrong, one sentence, no trailing dot.</param>
public sealed record TimestampFault(string Rule, string Message);
