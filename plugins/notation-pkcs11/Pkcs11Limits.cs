namespace Notation.Pkcs11;

/// <summary>Every cap on what comes from the module, from files and from the key id, with its reason.</summary>
internal static class Pkcs11Limits
{
    /// <summary>Characters of a key id. Real ones have some 100.</summary>
    public const int KeyIdCharacters = 4096;

    /// <summary>Slots of a module. A network HSM with a partition for each customer has some dozens.</summary>
    public const int Slots = 1024;

    /// <summary>Objects that one search may find. A search names at least the kind of object.</summary>
    public const int Objects = 1024;

    /// <summary>Objects asked for in one call: enough for nearly every search to need only one.</summary>
    public const int ObjectBatch = 64;

    /// <summary>Bytes of an attribute. The largest is a certificate, and real ones stay under 10 KiB.</summary>
    public const int AttributeBytes = 64 * 1024;

    /// <summary>Bytes of a signature: RSA-4096 makes 512.</summary>
    public const int SignatureBytes = 1024;

    /// <summary>Certificates taken from a token. Cards hold up to 25.</summary>
    public const int Certificates = 256;

    /// <summary>Bytes of a PIN: the most that modules take (their ulMaxPinLen).</summary>
    public const int PinBytes = 255;

    /// <summary>Candidates that a message lists.</summary>
    public const int Listed = 10;
}
