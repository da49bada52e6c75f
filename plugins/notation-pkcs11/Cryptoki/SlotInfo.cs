namespace Notation.Pkcs11.Cryptoki;

/// <summary>What a module says of a slot (CK_SLOT_INFO). Texts are without the blanks that pad them.</summary>
internal sealed record SlotInfo(byte[] Description, byte[] Manufacturer);
