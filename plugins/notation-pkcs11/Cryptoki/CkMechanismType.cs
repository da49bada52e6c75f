namespace Notation.Pkcs11.Cryptoki;

/// <summary>
/// Mechanisms used here (CKM_…). All take the hash and not the message: the combined ones are missing on many tokens
/// (SoftHSM 2.6 has no CKM_ECDSA_SHA256), and a payload need not travel to the token.
/// </summary>
internal enum CkMechanismType : uint
{
    /// <summary>RSA without any padding: for tokens without PSS, with the padding made here.</summary>
    RsaX509 = 0x03,

    /// <summary>RSASSA-PSS of a hash.</summary>
    RsaPss = 0x0D,

    /// <summary>ECDSA of a hash; the signature is r‖s.</summary>
    Ecdsa = 0x1041,
}
