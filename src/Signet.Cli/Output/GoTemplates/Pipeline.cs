namespace Signet.Cli.Output.GoTemplates;

/// <summary>Commands whose values go from one to the next, and the variables the last one goes to.</summary>
internal sealed record Pipeline(int Line, IReadOnlyList<string> Variables, bool IsDeclaration, IReadOnlyList<Command> Commands);
