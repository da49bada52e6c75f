using System.Globalization;
using System.Text;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>What Go's <c>fmt</c> makes of values: <c>%v</c>, <c>Sprint</c>, <c>Sprintf</c>.</summary>
internal static class GoFormat
{
    /// <summary><c>%v</c>: lists as <c>[a b]</c>, maps as <c>map[k:v]</c>.</summary>
    public static void AppendValue(BoundedText text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("<nil>");
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case long n:
                text.Append(n.ToString(CultureInfo.InvariantCulture));
                break;
            case double d:
                text.Append(GoValue.Number(d));
                break;
            case string s:
                text.Append(s);
                break;
            default:
                AppendItems(text, value, item => AppendValue(text, item));
                break;
        }
    }

    /// <summary><c>Sprint</c>: a blank between two values of which neither is a text.</summary>
    public static void AppendPrint(BoundedText text, IReadOnlyList<object?> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0 && values[i] is not string && values[i - 1] is not string)
            {
                text.Append(" ");
            }

            AppendValue(text, values[i]);
        }
    }

    /// <summary><c>Sprintln</c>: a blank between all values and a line break at the end.</summary>
    public static void AppendPrintLine(BoundedText text, IReadOnlyList<object?> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            text.Append(i > 0 ? " " : "");
            AppendValue(text, values[i]);
        }

        text.Append("\n");
    }

    /// <summary><c>Sprintf</c>; what does not fit is shown as Go shows it, <c>%!d(string=a)</c>.</summary>
    /// <exception cref="FormatException">The format asks for more than Signet offers.</exception>
    public static void AppendFormat(BoundedText text, string format, IReadOnlyList<object?> values)
    {
        var next = 0;
        for (var i = 0; i < format.Length;)
        {
            if (format[i] != '%')
            {
                var end = format.IndexOf('%', i);
                text.Append(end < 0 ? format[i..] : format[i..end]);
                i = end < 0 ? format.Length : end;
                continue;
            }

            var directive = Directive.Read(format, ref i);
            if (directive.Verb == '\0')
            {
                text.Append("%!(NOVERB)");
            }
            else if (directive.Verb == '%')
            {
                text.Append("%");
            }
            else if (next >= values.Count)
            {
                text.Append($"%!{directive.Verb}(MISSING)");
            }
            else
            {
                Append(text, directive, values[next++]);
            }
        }

        if (next < values.Count)
        {
            text.Append("%!(EXTRA ");
            for (var i = next; i < values.Count; i++)
            {
                text.Append(i > next ? ", " : "");
                AppendTyped(text, values[i]);
            }

            text.Append(")");
        }
    }

    private static void Append(BoundedText text, Directive directive, object? value)
    {
        // %v and %s of a list or map format each item.
        if (value is not (null or bool or long or double or string) && directive.Verb is not 'T')
        {
            AppendItems(text, value, item => Append(text, directive, item));
            return;
        }

        if (Scalar(directive, value) is { } shown)
        {
            text.Append(directive.Pad(shown, value is long or double));
            return;
        }

        text.Append($"%!{directive.Verb}(");
        AppendTyped(text, value);
        text.Append(")");
    }

    private static void AppendTyped(BoundedText text, object? value)
    {
        text.Append(value is null ? "" : GoValue.TypeName(value) + "=");
        AppendValue(text, value);
    }

    /// <summary>A single value under a verb; null when the verb is not for its type.</summary>
    private static string? Scalar(Directive directive, object? value) => (directive.Verb, value) switch
    {
        ('T', _) => GoValue.TypeName(value),
        ('v', null) => "<nil>",
        ('v' or 't', bool b) => b ? "true" : "false",
        ('v' or 's', string s) => directive.Cut(s),
        ('q', string s) => GoText.Quote(directive.Cut(s)),
        ('x', string s) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(directive.Cut(s))),
        ('X', string s) => Convert.ToHexString(Encoding.UTF8.GetBytes(directive.Cut(s))),
        ('v' or 'd', long n) => directive.Sign(n < 0, Digits(n, 10)),
        ('x', long n) => directive.Sign(n < 0, Digits(n, 16)),
        ('X', long n) => directive.Sign(n < 0, Digits(n, 16).ToUpperInvariant()),
        ('o', long n) => directive.Sign(n < 0, Digits(n, 8)),
        ('b', long n) => directive.Sign(n < 0, Digits(n, 2)),
        ('c', long n) => Rune.TryCreate((int)Math.Clamp(n, -1, int.MaxValue), out var rune) ? rune.ToString() : "\uFFFD",
        ('q', long n) => Rune.TryCreate((int)Math.Clamp(n, -1, int.MaxValue), out var rune) ? $"'{rune}'" : "'\uFFFD'",
        ('v', double d) => directive.Sign(d < 0, GoValue.Number(Math.Abs(d))),
        ('f', double d) => directive.Sign(d < 0, Math.Abs(d).ToString($"F{directive.Precision ?? 6}", CultureInfo.InvariantCulture)),
        // Sizes are whole here and floating point in oras: its templates use %f on them.
        ('f', long n) => directive.Sign(n < 0, Math.Abs((decimal)n).ToString($"F{directive.Precision ?? 6}", CultureInfo.InvariantCulture)),
        _ => null,
    };

    private static string Digits(long value, int radix)
    {
        var rest = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % (uint)radix)]);
            rest /= (uint)radix;
        }
        while (rest > 0);

        return digits.ToString();
    }

    private static void AppendItems(BoundedText text, object? value, Action<object?> append)
    {
        var isFirst = true;
        if (value is IReadOnlyDictionary<string, object?> map)
        {
            text.Append("map[");
            foreach (var (key, item) in map)
            {
                text.Append(isFirst ? "" : " ");
                append(key);
                text.Append(":");
                append(item);
                isFirst = false;
            }
        }
        else
        {
            text.Append("[");
            foreach (var item in (IReadOnlyList<object?>)value!)
            {
                text.Append(isFirst ? "" : " ");
                append(item);
                isFirst = false;
            }
        }

        text.Append("]");
    }
}
