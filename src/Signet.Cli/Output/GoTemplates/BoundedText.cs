using System.Text;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>Text that is being put together, up to <see cref="TemplateLimits.OutputLength"/>.</summary>
internal sealed class BoundedText
{
    private readonly StringBuilder _text = new();

    /// <exception cref="FormatException">It is too long.</exception>
    public void Append(string text)
    {
        if (_text.Length + text.Length > TemplateLimits.OutputLength)
        {
            throw new FormatException($"the output is longer than {TemplateLimits.OutputLength} characters");
        }

        _text.Append(text);
    }

    public override string ToString() => _text.ToString();
}
