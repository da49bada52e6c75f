namespace Signet.Cli.Output.GoTemplates;

/// <summary>
/// Caps on a template: it comes from the user, but what it ranges over comes from a registry, and a loop in a loop over a
/// long list must end in an error rather than in an exhausted machine.
/// </summary>
internal static class TemplateLimits
{
    /// <summary>Characters of a template; those people write have some hundreds.</summary>
    public const int TemplateLength = 64 * 1024;

    /// <summary>Actions and parentheses inside each other: bounds the recursion of parser and evaluator.</summary>
    public const int Depth = 100;

    /// <summary>Nodes carried out: a second or so of work.</summary>
    public const int Steps = 5_000_000;

    /// <summary>Characters of output, and of any one text made on the way.</summary>
    public const int OutputLength = 16 * 1024 * 1024;

    /// <summary>Parts a text is split into.</summary>
    public const int Parts = 1_000_000;

    /// <summary>Width and precision in <c>printf</c>.</summary>
    public const int Width = 1000;
}
