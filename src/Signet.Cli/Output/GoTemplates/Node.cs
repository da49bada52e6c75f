namespace Signet.Cli.Output.GoTemplates;

/// <summary>A part of a read template.</summary>
/// <param name="Line">Line it begins in.</param>
internal abstract record Node(int Line);
