namespace Notation.Pkcs11.Cryptoki;

/// <summary>Attributes of objects (CKA_…).</summary>
internal enum CkAttributeType : uint
{
    Class = 0x00,
    Label = 0x03,
    Value = 0x11,
    KeyType = 0x100,
    Id = 0x102,
    Sign = 0x108,
    Modulus = 0x120,
    PublicExponent = 0x122,
    PublicKeyInfo = 0x129,
    EcParameters = 0x180,
    EcPoint = 0x181,
    AlwaysAuthenticate = 0x202,
}
