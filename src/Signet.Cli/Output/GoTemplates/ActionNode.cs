namespace Signet.Cli.Output.GoTemplates;

/// <summary><c>{{pipeline}}</c>: prints its value, unless it declares a variable.</summary>
internal sealed record ActionNode(int Line, Pipeline Pipeline) : Node(Line);
