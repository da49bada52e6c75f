namespace Signet.Cli.Output.GoTemplates;

/// <summary>An operand, or a function with its arguments.</summary>
internal sealed record Command(int Line, IReadOnlyList<Operand> Operands);
