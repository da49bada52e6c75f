namespace Notation.Pkcs11.Cryptoki;

/// <summary>Who logs in (CKU_…).</summary>
internal enum CkUser : uint
{
    /// <summary>The user of the token.</summary>
    User = 1,

    /// <summary>The user once more, for one use of a key with CKA_ALWAYS_AUTHENTICATE.</summary>
    ContextSpecific = 2,
}
