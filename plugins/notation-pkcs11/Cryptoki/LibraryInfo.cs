namespace Notation.Pkcs11.Cryptoki;

/// <summary>What a module says of itself (CK_INFO). Texts are without the blanks that pad them.</summary>
internal sealed record LibraryInfo(byte[] Manufacturer, byte[] Description, byte Major, byte Minor);
