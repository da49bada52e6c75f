namespace Signet.Notary.Verification;

/// <summary>One fact a check rests on: a certificate, a store that was searched, a time.</summary>
/// <param name="Name">What it is, for example <c>trust store</c>.</param>
/// <param name="Value">The value; may come from an attacker and is escaped where it is shown.</param>
public sealed record Evidence(string Name, string Value);
