namespace Signet.Cli.Output.GoTemplates;

/// <summary><c>if</c>, <c>with</c> or <c>range</c> with its branches.</summary>
internal sealed record BranchNode(int Line, string Keyword, Pipeline Pipeline, IReadOnlyList<Node> Body, IReadOnlyList<Node> Else)
    : Node(Line);
