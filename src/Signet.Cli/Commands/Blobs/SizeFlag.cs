using System.Globalization;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Blobs;

/// <summary><c>--size</c>: bytes of a blob.</summary>
internal sealed class SizeFlag() : Flag("size", '\0', "provide the blob size in bytes; checked against the content")
{
    /// <summary>The size; null when it was not given.</summary>
    public long? Value { get; private set; }

    public override string TypeName => "int";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return "a whole number of bytes is expected";
        }

        Value = size;
        return null;
    }
}
