namespace Signet.Notary.Verification;

/// <summary>The verification plugin that a check was left to (plugin-extensibility.md, "Signature Verifier").</summary>
/// <param name="Plugin">Its name, as the signature demands it.</param>
/// <param name="Version">Its version, as it says itself.</param>
public sealed record Delegation(string Plugin, string Version);
