namespace Notation.Pkcs11.Cryptoki;

/// <summary>What a module says of a token (CK_TOKEN_INFO). Texts are without the blanks that pad them.</summary>
internal sealed record TokenInfo(
    byte[] Label, byte[] Manufacturer, byte[] Model, byte[] Serial, CkTokenFlags Flags, ulong MaxPin, ulong MinPin);
