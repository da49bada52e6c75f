using System.Formats.Asn1;

namespace Signet.Plugins.Signing;

/// <summary>
/// The two forms of an ECDSA signature. The protocol wants r‖s, each as wide as the curve's field (IEEE P1363); AWS KMS,
/// Google Cloud KMS and Vault answer in DER (RFC 3279 §2.2.3).
/// </summary>
public static class EcdsaSignature
{
    /// <summary>r‖s of a DER signature.</summary>
    /// <param name="der">SEQUENCE of two positive INTEGERs, DER, nothing after it.</param>
    /// <param name="keySpec">Kind of the key; gives the width.</param>
    /// <exception cref="PluginException">
    /// <see cref="PluginErrorCode.Error"/>: it is no such thing, or a number is too large for the curve.
    /// </exception>
    public static byte[] FromDer(ReadOnlySpan<byte> der, PluginKeySpec keySpec)
    {
        var width = Width(keySpec);
        try
        {
            var outer = new AsnReader(der.ToArray(), AsnEncodingRules.DER);
            var numbers = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var raw = new byte[2 * width];
            var fits = TryWrite(numbers.ReadIntegerBytes().Span, raw.AsSpan(0, width))
                && TryWrite(numbers.ReadIntegerBytes().Span, raw.AsSpan(width));
            numbers.ThrowIfNotEmpty();
            return fits ? raw : throw Malformed($"r or s is not a positive number of at most {width} bytes", keySpec);
        }
        catch (AsnContentException e)
        {
            throw Malformed($"it is not DER: {e.Message}", keySpec);
        }
    }

    /// <summary>
    /// r‖s of a signature in either form: one that is exactly as wide as r‖s is taken as it is, any other must be DER.
    /// </summary>
    /// <remarks>
    /// DER can be as long as r‖s only when r and s together are six bytes shorter than they should be, which happens once
    /// in 2⁴⁸ signatures; <see cref="SignatureSelfCheck"/> then refuses it.
    /// </remarks>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Error"/>: it is neither.</exception>
    public static byte[] ToRaw(ReadOnlySpan<byte> signature, PluginKeySpec keySpec) =>
        signature.Length == 2 * Width(keySpec) ? signature.ToArray() : FromDer(signature, keySpec);

    private static int Width(PluginKeySpec keySpec)
    {
        ArgumentNullException.ThrowIfNull(keySpec);
        return keySpec.FieldBytes > 0
            ? keySpec.FieldBytes
            : throw new ArgumentException($"{keySpec.Name} is no kind of ECDSA key", nameof(keySpec));
    }

    private static bool TryWrite(ReadOnlySpan<byte> integer, Span<byte> field)
    {
        // DER has a leading zero exactly where the first bit is set; without it the number is negative.
        if (integer[0] >= 0x80)
        {
            return false;
        }

        var value = integer.TrimStart((byte)0);
        if (value.IsEmpty || value.Length > field.Length)
        {
            return false;
        }

        value.CopyTo(field[^value.Length..]);
        return true;
    }

    private static PluginException Malformed(string why, PluginKeySpec keySpec) =>
        new(PluginErrorCode.Error, $"the key service answered with a malformed ECDSA signature for a key of kind {keySpec.Name}: {why}");
}
