using System.Security.Cryptography;
using Notation.Pkcs11.Cryptoki;
using Notation.Pkcs11.Interop;
using Signet.Plugins;

namespace Notation.Pkcs11.Keys;

/// <summary>Signs with a key on a token: RSASSA-PSS or ECDSA of the payload's hash.</summary>
internal static class TokenSigner
{
    /// <summary>The signature: for RSA as long as the modulus, for ECDSA r‖s in fixed width.</summary>
    /// <exception cref="PluginException">The token did not sign.</exception>
    public static async Task<byte[]> SignAsync(
        CryptokiSession session,
        TokenKey key,
        TokenLogin login,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken)
    {
        var hash = CryptographicOperations.HashData(key.Kind.Hash, payload.Span);
        var data = key.Kind.IsRsa ? BeginRsa(session, key, hash) : BeginEcdsa(session, key, hash);
        if (key.AlwaysAuthenticates)
        {
            await login.LogInForUseAsync(cancellationToken);
        }

        return session.Sign(data, key.Kind.SignatureBytes);
    }

    private static byte[] BeginRsa(CryptokiSession session, TokenKey key, byte[] hash)
    {
        var result = session.BeginPss(key.Handle, KeyKinds.PssOf(key.Kind));
        if (result == CkReturn.Ok)
        {
            return hash;
        }

        if (!IsNotOffered(result))
        {
            throw CryptokiError.Of("C_SignInit", result);
        }

        // Old YubiKeys and cards: RSA without padding, and the padding made here.
        return session.Begin(key.Handle, CkMechanismType.RsaX509) switch
        {
            CkReturn.Ok => PssEncoding.Encode(hash, key.Kind.Hash, key.Kind.Bits),
            var raw when IsNotOffered(raw) => throw NotOffered(key, "neither CKM_RSA_PKCS_PSS nor CKM_RSA_X_509"),
            var raw => throw CryptokiError.Of("C_SignInit", raw),
        };
    }

    private static byte[] BeginEcdsa(CryptokiSession session, TokenKey key, byte[] hash) =>
        session.Begin(key.Handle, CkMechanismType.Ecdsa) switch
        {
            CkReturn.Ok => hash,
            var result when IsNotOffered(result) => throw NotOffered(key, "no CKM_ECDSA"),
            var result => throw CryptokiError.Of("C_SignInit", result),
        };

    private static bool IsNotOffered(CkReturn result) =>
        result is CkReturn.MechanismInvalid or CkReturn.MechanismParamInvalid or CkReturn.FunctionNotSupported;

    private static PluginException NotOffered(TokenKey key, string what) => new(
        PluginErrorCode.Validation,
        $"the token offers {what} for the key {key.Name}, and Notary Project signatures of {key.Kind.Name} keys need it; "
        + "choose a key of another kind or another token");
}
