namespace Signet.Cli.Output.GoTemplates;

/// <summary>Something with a value, and the fields taken of it: <c>$x.a.b</c>, <c>(index . 0).c</c>.</summary>
internal abstract record Operand(int Line, IReadOnlyList<string> Fields);
