namespace Signet.Signatures;

/// <summary>The six kinds of signing key (signature-specification.md, "Algorithm Selection").</summary>
public enum KeySpec
{
    /// <summary>RSA with a modulus of 2048 bits.</summary>
    Rsa2048,

    /// <summary>RSA with a modulus of 3072 bits.</summary>
    Rsa3072,

    /// <summary>RSA with a modulus of 4096 bits.</summary>
    Rsa4096,

    /// <summary>Elliptic curve P-256.</summary>
    Ec256,

    /// <summary>Elliptic curve P-384.</summary>
    Ec384,

    /// <summary>Elliptic curve P-521.</summary>
    Ec521,
}
