using System.Net.Http.Headers;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>-H, --header "Name: value"</c>: headers for the registry. Values can be secrets and stand in no message.</summary>
internal sealed class HeaderFlag(FlagSide side) : Flag(
    side.Prefix + "header", side.Shorthand('H'), $"add custom headers to {side.Adjective}requests, \"Name: value\"")
{
    // Those the client sets itself, by what it sends.
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Connection", "Content-Length", "Content-Type", "Expect", "Host", "If-Match", "If-None-Match", "Range",
        "Transfer-Encoding", "Upgrade",
    };

    private readonly List<KeyValuePair<string, string>> _items = [];

    public IReadOnlyList<KeyValuePair<string, string>> Items => _items;

    public override bool IsSecret => true;

    public override string TypeName => "stringArray";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            return "invalid header: expecting \"Name: value\"";
        }

        var (name, text) = (value[..colon].Trim(), value[(colon + 1)..].Trim());
        if (!IsToken(name) || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return "invalid header: a name of letters, digits and hyphens and a value of printable ASCII characters are expected";
        }

        if (Own.Contains(name))
        {
            return $"the header {name} is set by signet itself";
        }

        _items.Add(new(name, text));
        return null;
    }

    private static bool IsToken(string name)
    {
        using var message = new HttpRequestMessage();
        return message.Headers.TryAddWithoutValidation(name, "x") && NameValueHeaderValue.TryParse(name, out _);
    }
}
