using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Signet.Signatures.Revocation.Fetching;

/// <summary>
/// Which machines are asked. Link-local addresses and the metadata services of cloud providers hand out a machine's
/// credentials, and nobody publishes revocation data there. Private addresses and loopback are allowed: companies run their
/// authorities inside, and the chain has been found trusted before anybody is asked.
/// </summary>
internal static class NetworkRules
{
    /// <summary>Metadata services outside the link-local range: Alibaba, Oracle, Azure's wire server; AWS and Google by IPv6.</summary>
    private static readonly IPAddress[] MetadataServices =
    [
        new([100, 100, 100, 200]),
        new([192, 0, 0, 192]),
        new([168, 63, 129, 16]),
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("fd20:ce::254"),
    ];

    /// <summary>Why the address is not connected to; null when it is.</summary>
    public static string? FindFault(IPAddress address)
    {
        var plain = Unwrap(address);
        if (Array.IndexOf(MetadataServices, plain) >= 0)
        {
            return $"{address} is a metadata service of a cloud provider";
        }

        return plain.AddressFamily switch
        {
            AddressFamily.InterNetwork => FindFault4(plain, address),
            AddressFamily.InterNetworkV6 => FindFault6(plain, address),
            _ => $"{address} is no Internet address",
        };
    }

    /// <summary>True for this machine.</summary>
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Unwrap(address));

    private static string? FindFault4(IPAddress plain, IPAddress shown) => plain.GetAddressBytes() switch
    {
        [169, 254, ..] => $"{shown} is link-local, where cloud providers have their metadata services",
        [0, ..] => $"{shown} is the unspecified address",
        [>= 224, ..] => $"{shown} is a multicast or reserved address",
        _ => null,
    };

    private static string? FindFault6(IPAddress plain, IPAddress shown)
    {
        if (plain.IsIPv6LinkLocal)
        {
            return $"{shown} is link-local, where cloud providers have their metadata services";
        }

        return plain.Equals(IPAddress.IPv6Any) ? $"{shown} is the unspecified address"
            : plain.IsIPv6Multicast ? $"{shown} is a multicast address"
            : null;
    }

    /// <summary>
    /// The address a packet ends at: IPv4 inside IPv6, mapped (RFC 4291 §2.5.5.2), compatible (§2.5.5.1), translated
    /// (RFC 2765, RFC 6052, RFC 8215) or by 6to4 (RFC 3056), and without the zone.
    /// </summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8));
        var isEmbedded = high == 0 && (low >> 32 is 0xffff or 0xffff0000 || (low >> 32 == 0 && low > 1));
        var isTranslated = high >> 32 == 0x0064ff9b && (ushort)(high >> 16) is 0 or 1;
        if (isEmbedded || isTranslated)
        {
            return new IPAddress(bytes.AsSpan(12));
        }

        return high >> 48 == 0x2002 ? new IPAddress(bytes.AsSpan(2, 4)) : new IPAddress(bytes);
    }
}
