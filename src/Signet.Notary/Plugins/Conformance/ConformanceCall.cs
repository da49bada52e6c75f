namespace Signet.Notary.Plugins.Conformance;

/// <summary>One call of a plugin, for people who want to know how long it takes.</summary>
/// <param name="Command">The command.</param>
/// <param name="Purpose">The rule it was made for.</param>
/// <param name="Duration">Time from the start of the process to its end.</param>
/// <param name="StrayBytes">Bytes on standard error although the call succeeded; hosts drop them.</param>
public sealed record ConformanceCall(string Command, string Purpose, TimeSpan Duration, int StrayBytes);
