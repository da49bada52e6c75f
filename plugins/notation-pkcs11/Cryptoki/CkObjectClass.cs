namespace Notation.Pkcs11.Cryptoki;

/// <summary>Kinds of objects (CKO_…).</summary>
internal enum CkObjectClass : uint
{
    Certificate = 1,
    PublicKey = 2,
    PrivateKey = 3,
}
