namespace Signet.Cli.Output.GoTemplates;

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record LoopControlNode(int Line, bool IsBreak) : Node(Line);
