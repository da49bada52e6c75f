using System.Text.Json;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>
/// A template in the syntax of Go's text/template, the part of it that scripts use on the output of these commands:
/// fields, variables, pipelines, <c>if</c>, <c>with</c>, <c>range</c>, and the functions of <see cref="Functions"/>.
/// What it does not know is an error that says so, before anything is fetched.
/// </summary>
internal sealed class GoTemplate
{
    private readonly IReadOnlyList<Node> _nodes;

    private GoTemplate(IReadOnlyList<Node> nodes) => _nodes = nodes;

    /// <exception cref="TemplateException">It cannot be read.</exception>
    public static GoTemplate Parse(string template) => new(Parser.Read(template));

    /// <summary>The output for <paramref name="data"/>. All or nothing: an error leaves no half of it.</summary>
    /// <exception cref="TemplateException">It cannot be carried out on this data.</exception>
    public string Execute(JsonElement data) => new Evaluator(GoValue.FromJson(data)).Run(_nodes);
}
