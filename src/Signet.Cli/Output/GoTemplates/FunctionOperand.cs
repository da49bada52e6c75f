namespace Signet.Cli.Output.GoTemplates;

/// <summary>A function's name.</summary>
internal sealed record FunctionOperand(int Line, string Name) : Operand(Line, []);
