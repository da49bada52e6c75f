using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>Reads <c>key=value</c> items of a repeatable flag.</summary>
internal static class KeyValuePairs
{
    /// <summary>Splits at the first <c>=</c>; neither side may be empty, and a later item replaces an earlier one.</summary>
    /// <exception cref="CommandException">An item is not a pair.</exception>
    public static Dictionary<string, string> Parse(StringArrayFlag flag)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var item in flag.Items)
        {
            var separator = item.IndexOf('=', StringComparison.Ordinal);
            if (separator <= 0 || separator == item.Length - 1)
            {
                throw new CommandException(
                    $"could not parse flag {flag.Name}: key-value pair requires \"=\" as separator");
            }

            pairs[item[..separator]] = item[(separator + 1)..];
        }

        return pairs;
    }
}
