using System.Globalization;
using System.Text;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>Cuts a template into tokens (Go's text/template: actions, trim markers, comments, constants).</summary>
internal sealed class Lexer
{
    private const string Blank = " \t\r\n";

    private readonly string _template;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;

    private Lexer(string template) => _template = template;

    /// <summary>All tokens; the last is <see cref="TokenKind.End"/>.</summary>
    /// <exception cref="TemplateException">It cannot be cut.</exception>
    public static List<Token> Cut(string template)
    {
        if (template.Length > TemplateLimits.TemplateLength)
        {
            throw new TemplateException(1, $"longer than {TemplateLimits.TemplateLength} characters");
        }

        var lexer = new Lexer(template);
        lexer.CutAll();
        return lexer._tokens;
    }

    private char Current => _position < _template.Length ? _template[_position] : '\0';

    private ReadOnlySpan<char> Rest => _template.AsSpan(_position);

    private void CutAll()
    {
        var trimsLeft = false;
        while (true)
        {
            var open = _template.IndexOf("{{", _position, StringComparison.Ordinal);
            var text = open < 0 ? _template[_position..] : _template[_position..open];
            // "{{- " takes the blanks before it, " -}}" those after it.
            var trimsRight = open >= 0 && HasLeftTrim(open);
            var shown = trimsLeft ? text.TrimStart(' ', '\t', '\r', '\n') : text;
            shown = trimsRight ? shown.TrimEnd(' ', '\t', '\r', '\n') : shown;
            if (shown.Length > 0)
            {
                Add(TokenKind.Text, shown, isAttached: false);
            }

            Advance(text.Length);
            if (open < 0)
            {
                Add(TokenKind.End, "", isAttached: false);
                return;
            }

            Advance(trimsRight ? 3 : 2);
            trimsLeft = IsComment() ? SkipComment() : CutAction();
        }
    }

    private bool HasLeftTrim(int open) =>
        open + 3 < _template.Length && _template[open + 2] == '-' && Blank.Contains(_template[open + 3], StringComparison.Ordinal);

    private bool IsComment() => Rest.TrimStart(Blank).StartsWith("/*");

    private bool SkipComment()
    {
        var end = _template.IndexOf("*/", _position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Fault("unclosed comment");
        }

        Advance(end + 2 - _position);
        var trims = IsRightTrim(out var length);
        if (!trims && !Rest.StartsWith("}}"))
        {
            throw Fault("comment ends before closing delimiter");
        }

        Advance(trims ? length : 2);
        return trims;
    }

    /// <summary>Cuts one action up to and with <c>}}</c>; true when it takes the blanks after it.</summary>
    private bool CutAction()
    {
        Add(TokenKind.Open, "{{", isAttached: false);
        var isAttached = true;
        while (true)
        {
            var trims = IsRightTrim(out var length);
            if (trims || Rest.StartsWith("}}"))
            {
                Add(TokenKind.Close, "}}", isAttached);
                Advance(trims ? length : 2);
                return trims;
            }

            if (_position >= _template.Length)
            {
                throw Fault("unclosed action");
            }

            if (Blank.Contains(Current, StringComparison.Ordinal))
            {
                Advance(1);
                isAttached = false;
                continue;
            }

            CutToken(isAttached);
            isAttached = true;
        }
    }

    private bool IsRightTrim(out int length)
    {
        var blanks = Rest.Length - Rest.TrimStart(Blank).Length;
        length = blanks + 3;
        return blanks > 0 && Rest[blanks..].StartsWith("-}}");
    }

    private void CutToken(bool isAttached)
    {
        switch (Current)
        {
            case '|':
                Take(TokenKind.Pipe, 1, isAttached);
                break;
            case '(':
                Take(TokenKind.LeftParenthesis, 1, isAttached);
                break;
            case ')':
                Take(TokenKind.RightParenthesis, 1, isAttached);
                break;
            case ',':
                Take(TokenKind.Comma, 1, isAttached);
                break;
            case '=':
                Take(TokenKind.Assign, 1, isAttached);
                break;
            case ':' when Rest.StartsWith(":="):
                Take(TokenKind.Declare, 2, isAttached);
                break;
            case '"' or '\'' or '`':
                TakeQuoted(isAttached);
                break;
            case '$':
                TakeName(TokenKind.Variable, isAttached);
                break;
            case '.' when _position + 1 < _template.Length && char.IsAsciiDigit(_template[_position + 1]):
            case '+' or '-' or (>= '0' and <= '9'):
                TakeNumber(isAttached);
                break;
            case '.' when _position + 1 < _template.Length && IsNameCharacter(_template[_position + 1]):
                TakeName(TokenKind.Field, isAttached);
                break;
            case '.':
                Take(TokenKind.Dot, 1, isAttached);
                break;
            case var c when IsNameCharacter(c):
                Add(TokenKind.Word, Name(_position), isAttached);
                Advance(_tokens[^1].Text.Length);
                break;
            default:
                throw Fault($"unexpected character \"{TerminalText.Escape(FirstRune(Rest))}\" in an action");
        }
    }

    private static string FirstRune(ReadOnlySpan<char> rest) =>
        Rune.DecodeFromUtf16(rest, out var rune, out _) == System.Buffers.OperationStatus.Done ? rune.ToString() : "\uFFFD";

    private void TakeName(TokenKind kind, bool isAttached)
    {
        var name = Name(_position + 1);
        Add(kind, kind == TokenKind.Variable ? "$" + name : name, isAttached);
        Advance(name.Length + 1);
    }

    private string Name(int start)
    {
        var end = start;
        while (end < _template.Length && IsNameCharacter(_template[end]))
        {
            end++;
        }

        return _template[start..end];
    }

    private static bool IsNameCharacter(char c) => c == '_' || char.IsLetterOrDigit(c);

    private void TakeQuoted(bool isAttached)
    {
        var (quote, start) = (Current, _position);
        var end = start + 1;
        while (end < _template.Length && _template[end] != quote)
        {
            if (quote != '`' && _template[end] == '\n')
            {
                break;
            }

            end += quote != '`' && _template[end] == '\\' ? 2 : 1;
        }

        if (end >= _template.Length || _template[end] != quote)
        {
            throw Fault(quote == '\'' ? "unterminated character constant" : "unterminated quoted string");
        }

        var inner = _template[(start + 1)..end];
        object? value = quote == '`' ? inner.Replace("\r", "", StringComparison.Ordinal) : GoUnquote.Read(inner, quote);
        if (quote == '\'' && value is string text)
        {
            var runes = text.EnumerateRunes().ToList();
            value = runes.Count == 1 ? (long)runes[0].Value : null;
        }

        _tokens.Add(new(
            TokenKind.Constant,
            _template[start..(end + 1)],
            _line,
            isAttached,
            value ?? throw Fault($"invalid constant {TerminalText.Escape(_template[start..(end + 1)])}")));
        Advance(end + 1 - start);
    }

    private void TakeNumber(bool isAttached)
    {
        var end = _position + 1;
        while (end < _template.Length
            && (char.IsAsciiLetterOrDigit(_template[end]) || _template[end] is '.' or '_'
                || (_template[end] is '+' or '-' && _template[end - 1] is 'e' or 'E' && !IsHex(_position))))
        {
            end++;
        }

        var text = _template[_position..end];
        _tokens.Add(new(
            TokenKind.Constant, text, _line, isAttached,
            Number(text) ?? throw Fault($"bad number syntax: {TerminalText.Escape(text)}")));
        Advance(text.Length);
    }

    private bool IsHex(int start) => _template.AsSpan(start).TrimStart("+-").StartsWith("0x", StringComparison.OrdinalIgnoreCase);

    private static object? Number(string text)
    {
        var isNegative = text[0] == '-';
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1)
        {
            return null;
        }

        var (radix, body) = digits.ToLowerInvariant() switch
        {
            ['0', 'x', .. var hex] => (16, hex),
            ['0', 'b', .. var binary] => (2, binary),
            ['0', 'o', .. var octal] => (8, octal),
            ['0', .. { Length: > 0 } old] when old.All(char.IsAsciiDigit) => (8, old),
            var other => (10, other),
        };
        body = body.Replace("_", "", StringComparison.Ordinal);
        if (radix == 10)
        {
            return long.TryParse(body, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                ? isNegative ? -whole : whole
                : double.TryParse(
                    body, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real)
                    && double.IsFinite(real)
                    ? isNegative ? -real : real
                    : null;
        }

        long value = 0;
        foreach (var c in body)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix || value > (long.MaxValue - digit) / radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return body.Length == 0 ? null : isNegative ? -value : value;
    }

    private void Take(TokenKind kind, int length, bool isAttached)
    {
        Add(kind, _template.Substring(_position, length), isAttached);
        Advance(length);
    }

    private void Add(TokenKind kind, string text, bool isAttached) => _tokens.Add(new(kind, text, _line, isAttached));

    private void Advance(int count)
    {
        _line += _template.AsSpan(_position, count).Count('\n');
        _position += count;
    }

    private TemplateException Fault(string message) => new(_line, message);
}
