using System.Globalization;
using System.Net;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--resolve host:port:address[:address_port]</c>: where to connect to in place of what the name resolves to.</summary>
/// <param name="name">The flag's name.</param>
/// <param name="usage">Its help.</param>
/// <param name="common">Addresses that hold where this flag says nothing.</param>
internal sealed class ResolveFlag(string name, string usage, ResolveFlag? common = null) : Flag(name, '\0', usage)
{
    private readonly Dictionary<string, IPEndPoint> _addresses = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, IPEndPoint> Addresses => common is null
        ? _addresses
        : new Dictionary<string, IPEndPoint>(
            common.Addresses.Where(pair => !_addresses.ContainsKey(pair.Key)).Concat(_addresses), StringComparer.OrdinalIgnoreCase);

    public override string TypeName => "stringArray";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        var first = value.IndexOf(':', StringComparison.Ordinal);
        var second = first < 0 ? -1 : value.IndexOf(':', first + 1);
        if (first <= 0 || second < 0 || Port(value[(first + 1)..second]) is not { } port)
        {
            return Expecting(value);
        }

        var (address, addressPort) = Split(value[(second + 1)..]);
        if (!IPAddress.TryParse(address, out var parsed) || (addressPort is null ? port : Port(addressPort)) is not { } target)
        {
            return Expecting(value);
        }

        _addresses[$"{value[..first]}:{port}"] = new(parsed, target);
        return null;
    }

    private static (string Address, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            var rest = text[(end + 1)..];
            return (text[1..end], rest.Length == 0 ? null : rest.TrimStart(':'));
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        // More than one colon is an IPv6 address without a port.
        return colon >= 0 && colon == text.LastIndexOf(':') ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;

    private static string Expecting(string value) =>
        $"failed to parse resolve flag {GoText.Quote(value)}: expecting host:port:address[:address_port]";
}
