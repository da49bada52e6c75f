using System.Text;

namespace Signet.Cli.Output;

/// <summary>A tree drawn with box characters. Labels are escaped here.</summary>
/// <param name="label">The node's line.</param>
internal sealed class TreeNode(string label)
{
    private readonly List<TreeNode> _children = [];

    public string Label { get; } = label;

    /// <summary>Adds a child and returns it.</summary>
    public TreeNode Add(string childLabel)
    {
        var child = new TreeNode(childLabel);
        _children.Add(child);
        return child;
    }

    /// <summary>Adds <c>name: value</c>.</summary>
    public TreeNode Add(string name, string value) => Add($"{name}: {value}");

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(TerminalText.Escape(Label)).Append('\n');
        DrawChildren(text, "");
        return text.ToString();
    }

    private void DrawChildren(StringBuilder text, string indent)
    {
        for (var i = 0; i < _children.Count; i++)
        {
            var isLast = i == _children.Count - 1;
            text.Append(indent).Append(isLast ? "└── " : "├── ").Append(TerminalText.Escape(_children[i].Label))
                .Append('\n');
            _children[i].DrawChildren(text, indent + (isLast ? "    " : "│   "));
        }
    }

}
