using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>Finds the <see cref="KeySpec"/> of a signing certificate (signature-specification.md, "Algorithm Selection").</summary>
public static class KeySpecs
{
    /// <summary>
    /// The key's kind: RSA of exactly 2048, 3072 or 4096 bits, or a key on P-256, P-384 or P-521. For any other,
    /// <paramref name="fault"/> says what the key is.
    /// </summary>
    public static bool TryGet(X509Certificate2 certificate, out KeySpec keySpec, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        keySpec = default;
        return ParsedCertificate.TryRead(certificate, out fault) is { } parsed && TryGet(parsed.Key, out keySpec, out fault);
    }

    internal static bool TryGet(PublicKeyInfo key, out KeySpec keySpec, [NotNullWhen(false)] out string? fault)
    {
        fault = key.Fault;
        keySpec = default;
        if (fault is not null)
        {
            return false;
        }

        KeySpec? found = (key.IsRsa, key.Bits) switch
        {
            (true, 2048) => KeySpec.Rsa2048,
            (true, 3072) => KeySpec.Rsa3072,
            (true, 4096) => KeySpec.Rsa4096,
            (false, 256) => KeySpec.Ec256,
            (false, 384) => KeySpec.Ec384,
            (false, 521) => KeySpec.Ec521,
            _ => null,
        };
        keySpec = found.GetValueOrDefault();
        fault = found is null ? $"rsa key size {key.Bits} bits is not supported; sign with 2048, 3072 or 4096 bits" : null;
        return found is not null;
    }
}
