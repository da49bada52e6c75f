using Notation.Pkcs11.Cryptoki;

namespace Notation.Pkcs11.Keys;

/// <summary>A token in a slot.</summary>
internal sealed record Token(ulong Slot, TokenInfo Info)
{
    /// <summary>As a key id names it.</summary>
    public override string ToString() =>
        $"token={Escaped.Attribute(Info.Label)};serial={Escaped.Attribute(Info.Serial)};"
        + $"model={Escaped.Attribute(Info.Model)};slot-id={Slot}";
}
