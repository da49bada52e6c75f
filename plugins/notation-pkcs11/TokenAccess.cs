using Notation.Pkcs11.Addresses;
using Notation.Pkcs11.Cryptoki;
using Notation.Pkcs11.Interop;
using Notation.Pkcs11.Keys;
using Notation.Pkcs11.Pins;
using Signet.Plugins;

namespace Notation.Pkcs11;

/// <summary>
/// The way to one token for one request: module loaded, token found, session open. Disposing it clears the PIN, logs
/// out, closes the session and finalizes the module.
/// </summary>
internal sealed class TokenAccess : IDisposable
{
    /// <summary>Starts of a module that shows no token but a blank one; a file of a token is written within milliseconds.</summary>
    private const int Starts = 3;

    private readonly CryptokiLibrary _library;
    private readonly KeyAddress _address;
    private readonly Token _token;

    private TokenAccess(CryptokiLibrary library, KeyAddress address, Token token, PinSource source)
    {
        _library = library;
        _address = address;
        _token = token;
        Session = library.OpenSession(token.Slot);
        Login = new TokenLogin(library, Session, token, source);
    }

    public CryptokiSession Session { get; }

    public TokenLogin Login { get; }

    /// <summary>Opens it. Nothing is loaded before key id and settings were found right.</summary>
    /// <exception cref="PluginException">The key id or a setting is wrong, or there is no such token.</exception>
    public static TokenAccess Open(string keyId, Pkcs11Settings settings)
    {
        var address = KeyAddressParser.Parse(keyId);
        var source = PinSource.Of(settings, address);
        var library = Start(ModuleFinder.Find(settings.Module, address));
        try
        {
            return new TokenAccess(library, address, TokenFinder.Find(library, address), source);
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    private static CryptokiLibrary Start(string module)
    {
        for (var start = 1; ; start++)
        {
            var library = CryptokiLibrary.Load(module);
            try
            {
                if (start == Starts || !TokenFinder.SeesNothingButBlank(library))
                {
                    return library;
                }
            }
            catch
            {
                library.Dispose();
                throw;
            }

            library.Dispose();
        }
    }

    /// <summary>The private key, after a login.</summary>
    public async Task<TokenKey> FindKeyAsync(CancellationToken cancellationToken)
    {
        await Login.LogInAsync(cancellationToken);
        return KeyFinder.Find(Session, _address, _token);
    }

    /// <summary>The key's kind, without a login where the token shows it to everybody.</summary>
    public async Task<string> FindKindAsync(CancellationToken cancellationToken) =>
        (KeyFinder.TryFind(Session, _address)?.Kind
            ?? (_token.Info.Flags.HasFlag(CkTokenFlags.LoginRequired) ? KeyFinder.FindPublicKind(Session, _address) : null)
            ?? (await FindKeyAsync(cancellationToken)).Kind).Name;

    public void Dispose()
    {
        Login.Dispose();
        Session.Dispose();
        _library.Dispose();
    }
}
