namespace Signet.Cli.Output.GoTemplates;

/// <summary>
/// A template cannot be read or carried out. The message names the line; values from outside are escaped in it.
/// </summary>
internal sealed class TemplateException(int line, string message) : Exception($"template: format output:{line}: {message}");
