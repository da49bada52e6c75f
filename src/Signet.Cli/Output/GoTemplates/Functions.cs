using System.Globalization;
using System.Text;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>
/// The functions of templates: Go's own, and those of the sprig library that <c>oras</c> adds and scripts use on what
/// these commands print. <c>and</c> and <c>or</c> are the evaluator's, which need not evaluate all they are given.
/// </summary>
internal static class Functions
{
    private static readonly Dictionary<string, Function> Known = new(StringComparer.Ordinal)
    {
        ["not"] = new(1, 1, a => !GoValue.IsTrue(a[0])),
        ["len"] = new(1, 1, a => Length(a[0])),
        ["index"] = new(1, int.MaxValue, Index),
        ["print"] = new(0, int.MaxValue, a => Text(t => GoFormat.AppendPrint(t, a))),
        ["println"] = new(0, int.MaxValue, a => Text(t => GoFormat.AppendPrintLine(t, a))),
        ["printf"] = new(1, int.MaxValue, a => Text(t => GoFormat.AppendFormat(t, AsText(a[0]), [.. a.Skip(1)]))),
        ["eq"] = new(2, int.MaxValue, a => a.Skip(1).Any(b => Comparison.AreEqual(a[0], b))),
        ["ne"] = new(2, 2, a => !Comparison.AreEqual(a[0], a[1])),
        ["lt"] = new(2, 2, a => Comparison.Order(a[0], a[1]) < 0),
        ["le"] = new(2, 2, a => Comparison.Order(a[0], a[1]) <= 0),
        ["gt"] = new(2, 2, a => Comparison.Order(a[0], a[1]) > 0),
        ["ge"] = new(2, 2, a => Comparison.Order(a[0], a[1]) >= 0),
        ["toJson"] = new(1, 1, a => TemplateJson.Write(a[0], isIndented: false, escapesHtml: true)),
        ["toRawJson"] = new(1, 1, a => TemplateJson.Write(a[0], isIndented: false, escapesHtml: false)),
        ["toPrettyJson"] = new(1, 1, a => TemplateJson.Write(a[0], isIndented: true, escapesHtml: true)),
        ["upper"] = new(1, 1, a => AsText(a[0]).ToUpperInvariant()),
        ["lower"] = new(1, 1, a => AsText(a[0]).ToLowerInvariant()),
        ["trim"] = new(1, 1, a => AsText(a[0]).Trim()),
        ["trimPrefix"] = new(2, 2, a => AsText(a[1]) is var s && s.StartsWith(AsText(a[0]), StringComparison.Ordinal) ? s[AsText(a[0]).Length..] : s),
        ["trimSuffix"] = new(2, 2, a => AsText(a[1]) is var s && s.EndsWith(AsText(a[0]), StringComparison.Ordinal) ? s[..^AsText(a[0]).Length] : s),
        ["trunc"] = new(2, 2, a => Truncate(AsNumber(a[0]), AsText(a[1]))),
        ["replace"] = new(3, 3, a => Replace(AsText(a[0]), AsText(a[1]), AsText(a[2]))),
        ["contains"] = new(2, 2, a => AsText(a[1]).Contains(AsText(a[0]), StringComparison.Ordinal)),
        ["hasPrefix"] = new(2, 2, a => AsText(a[1]).StartsWith(AsText(a[0]), StringComparison.Ordinal)),
        ["hasSuffix"] = new(2, 2, a => AsText(a[1]).EndsWith(AsText(a[0]), StringComparison.Ordinal)),
        ["splitList"] = new(2, 2, a => Split(AsText(a[0]), AsText(a[1]))),
        ["join"] = new(2, 2, a => Join(AsText(a[0]), a[1])),
        ["default"] = new(1, 2, a => a.Count > 1 && GoValue.IsTrue(a[1]) ? a[1] : a[0]),
        ["quote"] = new(0, int.MaxValue, a => string.Join(' ', a.Where(v => v is not null).Select(v => CommandLine.GoText.Quote(Shown(v))))),
        ["first"] = new(1, 1, a => AsList(a[0]) is [var item, ..] ? item : null),
        ["last"] = new(1, 1, a => AsList(a[0]) is [.., var item] ? item : null),
        ["hasKey"] = new(2, 2, a => AsMap(a[0]).ContainsKey(AsText(a[1]))),
        ["keys"] = new(1, 1, a => AsMap(a[0]).Keys.Cast<object?>().ToList()),
    };

    /// <summary>All names, sorted, for messages.</summary>
    public static IEnumerable<string> Names => Known.Keys.Concat(["and", "or"]).Order(StringComparer.Ordinal);

    public static bool Has(string name) => name is "and" or "or" || Known.ContainsKey(name);

    /// <exception cref="FormatException">The arguments do not fit.</exception>
    public static object? Call(string name, IReadOnlyList<object?> arguments)
    {
        var function = Known[name];
        if (arguments.Count < function.Fewest || arguments.Count > function.Most)
        {
            var wanted = function.Fewest == function.Most ? $"{function.Fewest}"
                : function.Most == int.MaxValue ? $"at least {function.Fewest}"
                : $"{function.Fewest} or {function.Most}";
            throw new FormatException($"wrong number of args for {name}: want {wanted} got {arguments.Count}");
        }

        try
        {
            return function.Body(arguments);
        }
        catch (FormatException e)
        {
            throw new FormatException($"error calling {name}: {e.Message}", e);
        }
    }

    private static string Text(Action<BoundedText> write)
    {
        var text = new BoundedText();
        write(text);
        return text.ToString();
    }

    private static string Shown(object? value) => Text(t => GoFormat.AppendValue(t, value));

    private static long Length(object? value) => value switch
    {
        // Go counts the bytes.
        string s => Encoding.UTF8.GetByteCount(s),
        IReadOnlyList<object?> list => list.Count,
        IReadOnlyDictionary<string, object?> map => map.Count,
        null => throw new FormatException("len of nil pointer"),
        _ => throw new FormatException($"len of type {GoValue.TypeName(value)}"),
    };

    private static object? Index(IReadOnlyList<object?> arguments)
    {
        var value = arguments[0];
        foreach (var key in arguments.Skip(1))
        {
            value = (value, key) switch
            {
                (null, _) => throw new FormatException("index of untyped nil"),
                (IReadOnlyDictionary<string, object?> map, string name) => map.GetValueOrDefault(name),
                (IReadOnlyDictionary<string, object?>, _) =>
                    throw new FormatException($"value has type {GoValue.TypeName(key)}; should be string"),
                (IReadOnlyList<object?> list, long i) => i >= 0 && i < list.Count ? list[(int)i] : throw OutOfRange(i),
                (string text, long i) => Encoding.UTF8.GetBytes(text) is var bytes && i >= 0 && i < bytes.Length ? (long)bytes[i] : throw OutOfRange(i),
                (IReadOnlyList<object?> or string, _) =>
                    throw new FormatException($"cannot index slice/array with type {GoValue.TypeName(key)}"),
                _ => throw new FormatException($"can't index item of type {GoValue.TypeName(value)}"),
            };
        }

        return value;
    }

    private static FormatException OutOfRange(long index) => new($"index out of range: {index}");

    private static string Truncate(long count, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return count >= 0 && count < bytes.Length ? Encoding.UTF8.GetString(bytes.AsSpan(0, (int)count))
            : count < 0 && -count < bytes.Length ? Encoding.UTF8.GetString(bytes.AsSpan(bytes.Length + (int)count))
            : text;
    }

    private static string Replace(string old, string replacement, string text)
    {
        if (old.Length == 0)
        {
            return text;
        }

        var length = text.Length + ((long)Occurrences(text, old) * (replacement.Length - old.Length));
        return length <= TemplateLimits.OutputLength
            ? text.Replace(old, replacement, StringComparison.Ordinal)
            : throw new FormatException($"the text would be longer than {TemplateLimits.OutputLength} characters");
    }

    private static List<object?> Split(string separator, string text) =>
        separator.Length == 0 ? throw new FormatException("an empty separator")
        : Occurrences(text, separator) < TemplateLimits.Parts ? [.. text.Split(separator)]
        : throw new FormatException($"more than {TemplateLimits.Parts} parts");

    private static int Occurrences(string text, string part) => text.AsSpan().Count(part);

    private static string Join(string separator, object? value)
    {
        if (value is not IReadOnlyList<object?> list)
        {
            return Shown(value);
        }

        return Text(t =>
        {
            var isFirst = true;
            foreach (var item in list.Where(item => item is not null))
            {
                t.Append(isFirst ? "" : separator);
                GoFormat.AppendValue(t, item);
                isFirst = false;
            }
        });
    }

    private static string AsText(object? value) => value as string ?? throw WrongType("string", value);

    private static long AsNumber(object? value) => value is long number ? number : throw WrongType("int", value);

    private static IReadOnlyList<object?> AsList(object? value) =>
        value as IReadOnlyList<object?> ?? throw WrongType("a list", value);

    private static IReadOnlyDictionary<string, object?> AsMap(object? value) =>
        value as IReadOnlyDictionary<string, object?> ?? throw WrongType("a map", value);

    private static FormatException WrongType(string wanted, object? value) =>
        new(string.Create(CultureInfo.InvariantCulture, $"wrong type for value; expected {wanted}; got {GoValue.TypeName(value)}"));

    private sealed record Function(int Fewest, int Most, Func<IReadOnlyList<object?>, object?> Body);
}
