namespace Signet.Cli.Output.GoTemplates;

/// <summary>One piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, without what marks its kind.</param>
/// <param name="Line">Line it begins in, counted from 1.</param>
/// <param name="IsAttached">Nothing stands between it and the token before.</param>
/// <param name="Value">The value of a constant.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, bool IsAttached, object? Value = null);
