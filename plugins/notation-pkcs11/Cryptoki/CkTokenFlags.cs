namespace Notation.Pkcs11.Cryptoki;

/// <summary>State of a token (CK_TOKEN_INFO.flags; PKCS#11 v2.40 base, §3.2).</summary>
[Flags]
internal enum CkTokenFlags : uint
{
    None = 0,
    LoginRequired = 0x4,
    UserPinInitialized = 0x8,
    ProtectedAuthenticationPath = 0x100,
    TokenInitialized = 0x400,
    UserPinCountLow = 0x10000,
    UserPinFinalTry = 0x20000,
    UserPinLocked = 0x40000,
}
