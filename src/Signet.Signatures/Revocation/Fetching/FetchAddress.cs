using System.Net;

namespace Signet.Signatures.Revocation.Fetching;

/// <summary>
/// An address that may be asked, by its text alone. Whoever made a certificate chose it, so only the one plain form is
/// taken in which all readers see the same host: <c>http://host[:port]/…</c> in visible ASCII (attack C9).
/// </summary>
internal sealed class FetchAddress
{
    /// <summary>
    /// Ports of services that take commands as lines of text, or files: a request to one of them is never for
    /// revocation data.
    /// </summary>
    private static readonly HashSet<int> OtherServices =
    [
        0, 7, 9, 13, 19, 20, 21, 22, 23, 25, 53, 69, 79, 109, 110, 111, 113, 119, 123, 135, 137, 138, 139, 143, 161, 179,
        389, 427, 445, 465, 512, 513, 514, 515, 540, 548, 554, 587, 631, 636, 873, 989, 990, 993, 995, 2049, 2375, 2376,
        3306, 5432, 6000, 6379, 11211,
    ];

    private FetchAddress(Uri uri)
    {
        Uri = uri;
        // A trailing dot is part of a DNS name, and resolvers take it behind an address too.
        var host = uri.IdnHost.TrimEnd('.');
        Literal = IPAddress.TryParse(host, out var literal) ? literal : null;
        IsLoopback = Literal is not null
            ? NetworkRules.IsLoopback(Literal)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The address to send to.</summary>
    public Uri Uri { get; }

    /// <summary>The host, when it is an IP address in any of its notations and no name.</summary>
    public IPAddress? Literal { get; }

    /// <summary>The text names this machine.</summary>
    public bool IsLoopback { get; }

    /// <summary>Reads an address from a certificate.</summary>
    /// <exception cref="RevocationTransportException">It is not asked: <see cref="RevocationFailure.AddressRefused"/>.</exception>
    public static FetchAddress Parse(string address)
    {
        if (address.Length > SignatureLimits.RevocationAddressLength)
        {
            throw Refuse(address, $"it is longer than the limit of {SignatureLimits.RevocationAddressLength} characters");
        }

        if (!IsPlainHttp(address))
        {
            throw Refuse(address, "revocation data is asked for at http:// addresses only");
        }

        return Check(address, address);
    }

    /// <summary>Reads the target of a redirect from this address.</summary>
    /// <exception cref="RevocationTransportException">It is not followed: <see cref="RevocationFailure.AddressRefused"/>.</exception>
    public FetchAddress Redirect(string location)
    {
        var target = location.Length <= SignatureLimits.RevocationAddressLength
            && IsVisibleAscii(location)
            && Uri.TryCreate(Uri, location, out var uri) ? uri : null;
        if (target is null || !IsPlainHttp(target.OriginalString))
        {
            throw Refuse(Uri.OriginalString, $"it redirects to {ForeignText.Quote(location)}, which is not http");
        }

        var result = Check(target.OriginalString, location);
        return !result.IsLoopback || IsLoopback
            ? result
            : throw Refuse(Uri.OriginalString, $"it redirects to {ForeignText.Quote(location)} on this machine itself");
    }

    /// <summary>The refusal of an address.</summary>
    public static RevocationTransportException Refuse(string address, string why) => new(
        RevocationFailure.AddressRefused, $"{ForeignText.Quote(address)} is not asked: {why}");

    private static FetchAddress Check(string address, string shown)
    {
        if (!IsVisibleAscii(address) || !HasPlainAuthority(address)
            || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.UserInfo.Length != 0)
        {
            throw Refuse(shown, "it is not of the form http://host[:port]/path");
        }

        if (OtherServices.Contains(uri.Port))
        {
            throw Refuse(shown, $"port {uri.Port} belongs to another service");
        }

        var result = new FetchAddress(uri);
        var fault = result.Literal is { } literal ? NetworkRules.FindFault(literal)
            : EndsInNumber(uri) ? "its host is a number, and no address that all readers agree about"
            : null;
        return fault is null ? result : throw Refuse(shown, fault);
    }

    /// <summary>No top-level domain is a number: such a host is an address to some resolvers (URL standard, "host parsing").</summary>
    private static bool EndsInNumber(Uri uri)
    {
        var host = uri.IdnHost.AsSpan().TrimEnd('.');
        var label = host[(host.LastIndexOf('.') + 1)..];
        return label.IsEmpty || label.IndexOfAnyExceptInRange('0', '9') < 0
            || label.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsPlainHttp(string address) => address.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A backslash is a slash to some readers and a part of the host to others.</summary>
    private static bool IsVisibleAscii(string text) =>
        text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !text.Contains('\\', StringComparison.Ordinal);

    /// <summary>Host and port without user information, percent escapes or zones.</summary>
    private static bool HasPlainAuthority(string address)
    {
        var rest = address.AsSpan("http://".Length);
        var end = rest.IndexOfAny('/', '?', '#');
        foreach (var c in end < 0 ? rest : rest[..end])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_' or ':' or '[' or ']'))
            {
                return false;
            }
        }

        return end != 0 && rest.Length > 0;
    }
}
