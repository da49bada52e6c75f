namespace Signet.Cli.Output.GoTemplates;

/// <summary><c>.</c>, with fields <c>.a.b</c>.</summary>
internal sealed record DotOperand(int Line, IReadOnlyList<string> Fields) : Operand(Line, Fields);
