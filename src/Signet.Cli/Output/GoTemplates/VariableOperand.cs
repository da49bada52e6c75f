namespace Signet.Cli.Output.GoTemplates;

/// <summary><c>$name</c>.</summary>
internal sealed record VariableOperand(int Line, string Name, IReadOnlyList<string> Fields) : Operand(Line, Fields);
