using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Signet.TestKit.Pki;

/// <summary>
/// Keys made once in a process, because an RSA key of 4096 bits takes seconds. A slot tells apart several keys of one kind.
/// </summary>
public static class LabKeys
{
    private static readonly ConcurrentDictionary<(LabKeyKind, int), Lazy<byte[]>> Made = new();

    /// <summary>The key of this kind in this slot, always the same in one process. The caller disposes the object.</summary>
    public static AsymmetricAlgorithm Get(LabKeyKind kind, int slot)
    {
        var pkcs8 = Made.GetOrAdd((kind, slot), _ => new Lazy<byte[]>(() => Generate(kind))).Value;
        AsymmetricAlgorithm key = IsRsa(kind) ? RSA.Create() : ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    }

    internal static bool IsRsa(LabKeyKind kind) => kind < LabKeyKind.P224;

    private static byte[] Generate(LabKeyKind kind)
    {
        using AsymmetricAlgorithm key = kind switch
        {
            LabKeyKind.Rsa1024 => RSA.Create(1024),
            LabKeyKind.Rsa2048 => RSA.Create(2048),
            LabKeyKind.Rsa2560 => RSA.Create(2560),
            LabKeyKind.Rsa3072 => RSA.Create(3072),
            LabKeyKind.Rsa4096 => RSA.Create(4096),
            LabKeyKind.P224 => ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.33")),
            LabKeyKind.P256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            LabKeyKind.P384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            _ => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        };
        return key.ExportPkcs8PrivateKey();
    }
}
