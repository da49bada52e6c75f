namespace Notation.Pkcs11.Cryptoki;

/// <summary>
/// The numbers of a hash in CK_RSA_PKCS_PSS_PARAMS. Hash and mask generation go together, and the salt is as long as
/// the hash (the Notary Project's signature specification, "Signature algorithm requirements").
/// </summary>
internal sealed record PssHash(uint Mechanism, uint MaskGeneration, int SaltBytes)
{
    public static readonly PssHash Sha256 = new(0x250, 2, 32);

    public static readonly PssHash Sha384 = new(0x260, 3, 48);

    public static readonly PssHash Sha512 = new(0x270, 4, 64);
}
