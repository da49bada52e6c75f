using Signet.Plugins.Signing;

namespace Notation.Pkcs11.Keys;

/// <summary>A private key on a token.</summary>
/// <param name="Handle">The module's handle.</param>
/// <param name="Id">CKA_ID; empty when it has none.</param>
/// <param name="Name">Label and id as a key id writes them.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Public">Its public half; null when the token does not tell it.</param>
/// <param name="AlwaysAuthenticates">Each use wants a login of its own (CKA_ALWAYS_AUTHENTICATE).</param>
internal sealed record TokenKey(
    ulong Handle, byte[] Id, string Name, PluginKeySpec Kind, PublicHalf? Public, bool AlwaysAuthenticates);
