using Notation.Pkcs11.Addresses;
using Notation.Pkcs11.Cryptoki;
using Notation.Pkcs11.Interop;
using Signet.Plugins;
using Signet.Plugins.Signing;

namespace Notation.Pkcs11.Keys;

/// <summary>Finds the one private key on a token that a key id means, and reads what it is.</summary>
internal static class KeyFinder
{
    private const uint Rsa = 0;

    private const uint EllipticCurve = 3;

    /// <summary>The key.</summary>
    /// <exception cref="PluginException">No key matches, or more than one, or it cannot make Notary Project signatures.</exception>
    public static TokenKey Find(CryptokiSession session, KeyAddress address, Token token) =>
        TryFind(session, address) ?? throw Missing(session, token);

    /// <summary>The key; null when the session does not see it.</summary>
    /// <exception cref="PluginException">There is more than one, or it cannot make Notary Project signatures.</exception>
    public static TokenKey? TryFind(CryptokiSession session, KeyAddress address)
    {
        var handles = Search(session, CkObjectClass.PrivateKey, address);
        if (handles.Count > 1)
        {
            // A card often has keys that decrypt beside the one that signs, under one label.
            handles = [.. handles.Where(handle => MaySign(session, handle) && KeyType(session, handle) is Rsa or EllipticCurve)];
        }

        return handles switch
        {
            [] => null,
            [var one] when !MaySign(session, one) => throw new PluginException(
                PluginErrorCode.AccessDenied, $"the key {Name(session, one)} may not be used to sign (CKA_SIGN); choose another key"),
            [var one] => Read(session, one),
            _ => throw Fault(
                $"the key id fits {handles.Count} private keys; add object or id to it. There "
                + Listing.Of([.. handles.Select(handle => Name(session, handle))])),
        };
    }

    /// <summary>
    /// The kind of the key as its public key or certificate tells it, without a login; null when they do not tell one
    /// kind. The key itself is seen only after a login on most tokens, and the host asks for the kind first: this spares
    /// whoever types a PIN from typing it twice.
    /// </summary>
    public static PluginKeySpec? FindPublicKind(CryptokiSession session, KeyAddress address)
    {
        var known = new HashSet<PublicHalf?>();
        foreach (var handle in Search(session, CkObjectClass.PublicKey, address))
        {
            known.Add(ReadPublic(session, handle));
        }

        foreach (var certificate in CertificateObjects.Read(session, Search(session, CkObjectClass.Certificate, address)))
        {
            known.Add(PublicHalf.Of(certificate));
            certificate.Dispose();
        }

        return known.Count == 1 ? known.Single()?.Kind : null;
    }

    private static IReadOnlyList<ulong> Search(CryptokiSession session, CkObjectClass kind, KeyAddress address)
    {
        var template = new List<(CkAttributeType, byte[])> { (CkAttributeType.Class, CryptokiSession.Word((uint)kind)) };
        if (address.Object is { } label)
        {
            template.Add((CkAttributeType.Label, label));
        }

        if (address.Id is { } id)
        {
            template.Add((CkAttributeType.Id, id));
        }

        return session.Find([.. template]);
    }

    private static TokenKey Read(CryptokiSession session, ulong handle)
    {
        var id = session.GetAttribute(handle, CkAttributeType.Id) ?? [];
        var half = ReadPublic(session, handle) ?? FindPublicHalf(session, id);
        return new TokenKey(
            handle,
            id,
            Name(session, handle),
            KindOf(session, handle, half),
            half,
            session.GetAttribute(handle, CkAttributeType.AlwaysAuthenticate) is [not 0]);
    }

    /// <summary>Refuses what is none of the six kinds, and says what it is.</summary>
    private static PluginKeySpec KindOf(CryptokiSession session, ulong handle, PublicHalf? half)
    {
        var name = "of a kind that the token does not tell";
        var kind = half?.Kind ?? KeyType(session, handle) switch
        {
            Rsa when session.GetAttribute(handle, CkAttributeType.Modulus) is { } modulus => KeyKinds.OfModulus(modulus, out name),
            EllipticCurve when session.GetAttribute(handle, CkAttributeType.EcParameters) is { } curve =>
                KeyKinds.OfCurve(curve, out name),
            { } other and not Rsa and not EllipticCurve => Unknown(other, out name),
            _ => null,
        };
        return kind ?? throw Fault(
            $"the key {Name(session, handle)} is {name}; Notary Project signatures need RSA-2048, RSA-3072, RSA-4096, EC-256, "
            + "EC-384 or EC-521: choose or make such a key");
    }

    private static PluginKeySpec? Unknown(uint type, out string name)
    {
        name = $"of the key type 0x{type:X} (CKA_KEY_TYPE)";
        return null;
    }

    private static PublicHalf? FindPublicHalf(CryptokiSession session, byte[] id)
    {
        if (id.Length == 0)
        {
            return null;
        }

        var halves = session.Find(
                (CkAttributeType.Class, CryptokiSession.Word((uint)CkObjectClass.PublicKey)), (CkAttributeType.Id, id))
            .Select(handle => ReadPublic(session, handle)).Distinct().ToList();
        return halves is [var one] ? one : null;
    }

    /// <summary>The public half as an object tells it, private keys with an RSA modulus included.</summary>
    private static PublicHalf? ReadPublic(CryptokiSession session, ulong handle) => KeyType(session, handle) switch
    {
        Rsa => session.GetAttribute(handle, CkAttributeType.Modulus) is { Length: > 0 } modulus
            ? PublicHalf.OfModulus(modulus) : null,
        EllipticCurve when session.GetAttribute(handle, CkAttributeType.EcPoint) is { Length: > 0 } point
            && session.GetAttribute(handle, CkAttributeType.EcParameters) is { } curve => PublicHalf.OfPoint(curve, point),
        EllipticCurve => session.GetAttribute(handle, CkAttributeType.PublicKeyInfo) is { Length: > 0 } info
            ? PublicHalf.OfSubjectPublicKeyInfo(info) : null,
        _ => null,
    };

    private static uint? KeyType(CryptokiSession session, ulong handle) =>
        session.GetAttribute(handle, CkAttributeType.KeyType) is { Length: >= sizeof(uint) } type
            ? BitConverter.ToUInt32(type)
            : null;

    /// <summary>A token that does not tell lets the signing itself decide.</summary>
    private static bool MaySign(CryptokiSession session, ulong handle) =>
        session.GetAttribute(handle, CkAttributeType.Sign) is not [0];

    private static string Name(CryptokiSession session, ulong handle) =>
        $"object={Escaped.Attribute(session.GetAttribute(handle, CkAttributeType.Label) ?? [])};"
        + $"id={Escaped.Attribute(session.GetAttribute(handle, CkAttributeType.Id) ?? [])}";

    private static PluginException Missing(CryptokiSession session, Token token)
    {
        var all = session.Find((CkAttributeType.Class, CryptokiSession.Word((uint)CkObjectClass.PrivateKey)));
        return Fault(
            $"token {Escaped.Attribute(token.Info.Label)} has no private key that the key id names; there "
            + Listing.Of([.. all.Select(handle => Name(session, handle))]));
    }

    private static PluginException Fault(string what) => new(PluginErrorCode.Validation, what);
}
