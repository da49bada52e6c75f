namespace Signet.Cli.Output.GoTemplates;

/// <summary>A constant; null for <c>nil</c>.</summary>
internal sealed record ConstantOperand(int Line, object? Value) : Operand(Line, []);
