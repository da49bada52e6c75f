namespace Signet.Signatures.Cbor;

/// <summary>The bytes are not CBOR as this library takes it; the message names the byte. Never leaves the library.</summary>
internal sealed class CborFormatException(int position, string message)
    : Exception($"{message} (byte {position})");
