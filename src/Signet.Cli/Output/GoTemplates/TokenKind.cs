namespace Signet.Cli.Output.GoTemplates;

/// <summary>What a <see cref="Token"/> is.</summary>
internal enum TokenKind
{
    /// <summary>Text between actions, copied to the output.</summary>
    Text,

    /// <summary><c>{{</c></summary>
    Open,

    /// <summary><c>}}</c></summary>
    Close,

    /// <summary>A word: a function, or a keyword such as <c>range</c>.</summary>
    Word,

    /// <summary><c>.name</c>; the text is the name.</summary>
    Field,

    /// <summary><c>$name</c>, or <c>$</c> alone.</summary>
    Variable,

    /// <summary>A text in quotes, a rune in single quotes or a number: the value is read.</summary>
    Constant,

    /// <summary><c>.</c></summary>
    Dot,

    /// <summary><c>|</c></summary>
    Pipe,

    /// <summary><c>(</c></summary>
    LeftParenthesis,

    /// <summary><c>)</c></summary>
    RightParenthesis,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>:=</c></summary>
    Declare,

    /// <summary><c>=</c></summary>
    Assign,

    /// <summary>The end of the template.</summary>
    End,
}
