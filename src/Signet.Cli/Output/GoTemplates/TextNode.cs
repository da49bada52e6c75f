namespace Signet.Cli.Output.GoTemplates;

/// <summary>Text copied as it is.</summary>
internal sealed record TextNode(int Line, string Text) : Node(Line);
