using System.Globalization;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.References;

/// <summary><c>--concurrency</c>: what is moved, or tags that are set, at the same time.</summary>
/// <param name="standard">Without the flag.</param>
internal sealed class ConcurrencyFlag(int standard = 5) : Flag("concurrency", '\0', "concurrency level")
{
    /// <summary>More requests at once than a registry would take from one client.</summary>
    private const int Most = 100;

    public int Value { get; private set; } = standard;

    public override string TypeName => "int";

    public override string? DefaultText { get; } = standard.ToString(CultureInfo.InvariantCulture);

    protected override string? FindFault(string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Most)
        {
            return $"a whole number from 1 to {Most} is expected";
        }

        Value = number;
        return null;
    }
}
