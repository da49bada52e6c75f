namespace Signet.Cli.Output.GoTemplates;

/// <summary>A pipeline in parentheses.</summary>
internal sealed record PipelineOperand(int Line, Pipeline Pipeline, IReadOnlyList<string> Fields) : Operand(Line, Fields);
