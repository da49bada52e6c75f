using System.Globalization;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.References;

/// <summary><c>--concurrency</c>: what is moved, or tags that are set, at the same time.</summary>
/// <param name="standard">Without the flag.</param>
/// <param name="small">Without the flag, of what is small; null for as many.</param>
internal sealed class ConcurrencyFlag(int standard = 5, int? small = null) : Flag("concurrency", '\0', "concurrency level")
{
    /// <summary>More requests at once than a registry would take from one client.</summary>
    private const int Most = 100;

    /// <summary>
    /// For copies. A registry spends most of a small blob waiting for its disk, and its client most of it waiting for the
    /// network: many at once take it no longer than one.
    /// </summary>
    public static ConcurrencyFlag OfCopies() => new(standard: 8, small: 32);

    public int Value { get; private set; } = standard;

    /// <summary>Small blobs at the same time: a user's number holds for them as well.</summary>
    public int SmallValue { get; private set; } = small ?? standard;

    public override string TypeName => "int";

    public override string? DefaultText { get; } = small is null
        ? standard.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{standard}, and {small} of blobs below 256 KiB");

    protected override string? FindFault(string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > Most)
        {
            return $"a whole number from 1 to {Most} is expected";
        }

        Value = SmallValue = number;
        return null;
    }
}
