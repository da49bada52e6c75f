using System.Net;
using System.Net.Sockets;

namespace Signet.Oci.Remote.Transport;

/// <summary>Rules on where a reply may point. An origin is scheme, host and port (RFC 6454).</summary>
internal static class Origin
{
    public static bool AreSame(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && IsSameHost(a, b);

    public static bool IsSameHost(Uri a, Uri b) => string.Equals(a.Host, b.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>The origin as text, a key that no two origins share.</summary>
    public static string Of(Uri uri) => $"{uri.Scheme}://{uri.Host.ToLowerInvariant()}:{uri.Port}";

    /// <summary>True for this machine: <c>localhost</c> and the loopback addresses.</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.IsLoopback || (Address(uri) is { } address && (IPAddress.IsLoopback(address) || IsAny(address)));

    /// <summary>
    /// True when the host is an address that a public service has no business to name: loopback, private (RFC 1918,
    /// RFC 4193), shared (RFC 6598), link-local with the cloud metadata services on it, unspecified, multicast.
    /// </summary>
    public static bool IsPrivateLiteral(Uri uri)
    {
        if (IsLoopback(uri))
        {
            return true;
        }

        if (Address(uri) is not { } address)
        {
            return false;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal
                || address.IsIPv6Multicast;
        }

        var bytes = address.GetAddressBytes();
        return IsLinkLocal(address) || bytes[0] is 0 or 10 or >= 224
            || (bytes[0] == 172 && bytes[1] is >= 16 and < 32)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 100 && bytes[1] is >= 64 and < 128);
    }

    /// <summary>True for a link-local address, where cloud providers answer with a machine's credentials.</summary>
    public static bool IsLinkLocalLiteral(Uri uri) => Address(uri) is { } address && IsLinkLocal(address);

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv6LinkLocal
            : address.GetAddressBytes() is [169, 254, ..];

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static IPAddress? Address(Uri uri)
    {
        if (uri.HostNameType is not (UriHostNameType.IPv4 or UriHostNameType.IPv6)
            || !IPAddress.TryParse(uri.DnsSafeHost, out var address))
        {
            return null;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
