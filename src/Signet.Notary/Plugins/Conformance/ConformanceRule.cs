namespace Signet.Notary.Plugins.Conformance;

/// <summary>A rule of the plugin protocol.</summary>
/// <param name="Name">Short name, stable for scripts.</param>
/// <param name="Section">Section of plugin-extensibility.md that it comes from.</param>
/// <param name="Demand">What it asks for.</param>
/// <param name="Remedy">What the plugin's author does about it.</param>
public sealed record ConformanceRule(string Name, string Section, string Demand, string Remedy);
