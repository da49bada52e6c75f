using Notation.Pkcs11.Addresses;
using Notation.Pkcs11.Cryptoki;
using Notation.Pkcs11.Interop;
using Signet.Plugins;

namespace Notation.Pkcs11.Keys;

/// <summary>
/// Finds the one token that a key id means. Where several match, none is taken: a PIN that is tried on the wrong token
/// is a wrong PIN there.
/// </summary>
internal static class TokenFinder
{
    /// <exception cref="PluginException">No token matches, or more than one.</exception>
    public static Token Find(CryptokiLibrary library, KeyAddress address)
    {
        if (address.NamesLibrary && !Matches(address, library.GetInfo()))
        {
            throw Fault("the PKCS#11 module is not the one that library-… in the key id names; correct the module's path or the key id");
        }

        var present = List(library);
        // SoftHSM shows a blank token for whoever wants to make a new one; it is nobody's.
        var matching = present.FindAll(token => Matches(library, address, token));
        var found = matching.FindAll(token => token.Info.Flags.HasFlag(CkTokenFlags.TokenInitialized));
        found = found.Count == 0 ? matching : found;
        return found switch
        {
            [var one] => one,
            [] when present.Count == 0 => throw Fault("the PKCS#11 module sees no token; connect it, or check the module's own settings"),
            [] => throw Fault($"no token is the one that the key id names; there {Listing.Of(present)}"),
            _ => throw Fault(
                $"the key id fits {found.Count} tokens; add token, serial or slot-id to it. There {Listing.Of(found)}"),
        };
    }

    /// <summary>
    /// True when all the module shows is a blank token. So it looks to who starts SoftHSM while another process writes the
    /// token's file: the token is passed over until the module starts again.
    /// </summary>
    public static bool SeesNothingButBlank(CryptokiLibrary library) => List(library) is { Count: > 0 } tokens
        && tokens.TrueForAll(token => !token.Info.Flags.HasFlag(CkTokenFlags.TokenInitialized));

    private static List<Token> List(CryptokiLibrary library)
    {
        var present = new List<Token>();
        foreach (var slot in library.GetSlots())
        {
            if (library.FindTokenInfo(slot) is { } info)
            {
                present.Add(new Token(slot, info));
            }
        }

        return present;
    }

    private static bool Matches(KeyAddress address, LibraryInfo info) =>
        Same(address.LibraryManufacturer, info.Manufacturer)
        && Same(address.LibraryDescription, info.Description)
        && (address.LibraryVersion is not { } version || version == (info.Major, info.Minor));

    private static bool Matches(CryptokiLibrary library, KeyAddress address, Token token) =>
        Same(address.Token, token.Info.Label)
        && Same(address.Manufacturer, token.Info.Manufacturer)
        && Same(address.Serial, token.Info.Serial)
        && Same(address.Model, token.Info.Model)
        && (address.SlotId is not { } slot || slot == token.Slot)
        && (!address.NamesSlot || Matches(address, library.GetSlotInfo(token.Slot)));

    private static bool Matches(KeyAddress address, SlotInfo info) =>
        Same(address.SlotDescription, info.Description) && Same(address.SlotManufacturer, info.Manufacturer);

    private static bool Same(byte[]? wanted, byte[] actual) => wanted is null || wanted.AsSpan().SequenceEqual(actual);

    private static PluginException Fault(string what) => new(PluginErrorCode.Validation, what);
}
