namespace Signet.Signatures.Envelopes;

/// <summary>A rule that an envelope breaks.</summary>
/// <param name="Kind">The family of the rule.</param>
/// <param name="Rule">Identifier in kebab case, stable across versions, for example <c>jws-crit-missing</c>.</param>
/// <param name="Message">What is wrong, with the offending value.</param>
public sealed record EnvelopeFault(EnvelopeFaultKind Kind, string Rule, string Message);
