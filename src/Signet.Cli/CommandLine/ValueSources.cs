namespace Signet.Cli.CommandLine;

/// <summary>Makes a <see cref="ValueSource"/> of what need not be waited for.</summary>
internal static class ValueSources
{
    /// <summary>The same values always.</summary>
    public static ValueSource Of(IEnumerable<string> values) => (_, _) => new(values);

    /// <summary>Values that are found by looking around.</summary>
    public static ValueSource From(Func<CommandContext, IEnumerable<string>> find) => (context, _) => new(find(context));
}
