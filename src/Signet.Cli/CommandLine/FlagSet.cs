namespace Signet.Cli.CommandLine;

/// <summary>The flags of one command, and the reading of an argument list (cli.md facts: the grammar of pflag).</summary>
internal sealed class FlagSet
{
    private readonly List<Flag> _flags = [];

    /// <summary>All, sorted by name as help lists them.</summary>
    public IEnumerable<Flag> Sorted => _flags.OrderBy(f => f.Name, StringComparer.Ordinal);

    public void Add(params ReadOnlySpan<Flag> flags)
    {
        foreach (var flag in flags)
        {
            _flags.Add(flag);
        }
    }

    public Flag? Find(ReadOnlySpan<char> name)
    {
        foreach (var flag in _flags)
        {
            if (name.SequenceEqual(flag.Name))
            {
                return flag;
            }
        }

        return null;
    }

    public Flag? FindShorthand(char shorthand) => _flags.Find(f => f.Shorthand == shorthand && shorthand != '\0');

    public bool IsSet(string name) => Find(name) is { IsSet: true };

    /// <summary>Sets the flags that <paramref name="arguments"/> hold and returns the positional arguments.</summary>
    /// <exception cref="CommandException">An unknown flag, a missing value, or one of the wrong type.</exception>
    public List<string> Parse(IReadOnlyList<string> arguments)
    {
        var positional = new List<string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                positional.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                ParseLong(argument, arguments, ref i);
            }
            else if (argument is ['-', _, ..])
            {
                ParseShort(argument, arguments, ref i);
            }
            else
            {
                positional.Add(argument);
            }
        }

        return positional;
    }

    private void ParseLong(string argument, IReadOnlyList<string> arguments, ref int index)
    {
        if (argument[2] is '-' or '=')
        {
            throw new CommandException($"bad flag syntax: {Output.TerminalText.Escape(argument)}");
        }

        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument[2..] : argument[2..equals];
        var flag = Find(name) ?? throw new CommandException($"unknown flag: --{Output.TerminalText.Escape(name)}");
        if (equals >= 0)
        {
            flag.Set(argument[(equals + 1)..]);
        }
        else if (flag.ValueWhenBare is { } bare)
        {
            flag.Set(bare);
        }
        else if (index + 1 < arguments.Count)
        {
            flag.Set(arguments[++index]);
        }
        else
        {
            throw new CommandException($"flag needs an argument: --{name}");
        }
    }

    private void ParseShort(string argument, IReadOnlyList<string> arguments, ref int index)
    {
        for (var i = 1; i < argument.Length; i++)
        {
            var shorthand = argument[i];
            var flag = FindShorthand(shorthand) ?? throw new CommandException(
                $"unknown shorthand flag: '{Output.TerminalText.Escape(shorthand.ToString())}' in "
                + Output.TerminalText.Escape($"-{argument[i..]}"));
            var rest = argument[(i + 1)..];
            if (rest.Length > 1 && rest[0] == '=')
            {
                flag.Set(rest[1..]);
                return;
            }

            if (flag.ValueWhenBare is { } bare)
            {
                flag.Set(bare);
                continue;
            }

            if (rest.Length > 0)
            {
                flag.Set(rest);
            }
            else if (index + 1 < arguments.Count)
            {
                flag.Set(arguments[++index]);
            }
            else
            {
                throw new CommandException($"flag needs an argument: '{shorthand}' in -{argument[i..]}");
            }

            return;
        }
    }
}
