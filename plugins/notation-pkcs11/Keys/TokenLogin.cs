using System.Security.Cryptography;
using Notation.Pkcs11.Cryptoki;
using Notation.Pkcs11.Interop;
using Notation.Pkcs11.Pins;
using Signet.Plugins;

namespace Notation.Pkcs11.Keys;

/// <summary>
/// Logs in, once: a wrong PIN is never tried again, and a token that has one try left is left alone. The PIN is cleared
/// when this is disposed.
/// </summary>
internal sealed class TokenLogin(CryptokiLibrary library, CryptokiSession session, Token token, PinSource source) : IDisposable
{
    private byte[]? _pin;

    /// <summary>Logs the user in, where the token wants that.</summary>
    /// <exception cref="PluginException">The PIN is wrong or cannot be had, or the token is in no state to try it.</exception>
    public async Task LogInAsync(CancellationToken cancellationToken)
    {
        if (!token.Info.Flags.HasFlag(CkTokenFlags.LoginRequired))
        {
            return;
        }

        CheckTriesLeft();
        await ReadPinAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        LogIn(CkUser.User);
    }

    /// <summary>Logs in for the one use of a key that has been begun (PKCS#11 v2.40 base, §5.6, C_Login).</summary>
    public async Task LogInForUseAsync(CancellationToken cancellationToken)
    {
        if (_pin is null)
        {
            CheckTriesLeft();
            await ReadPinAsync(cancellationToken);
        }

        LogIn(CkUser.ContextSpecific);
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_pin);
        _pin = null;
    }

    private void CheckTriesLeft()
    {
        if (token.Info.Flags.HasFlag(CkTokenFlags.UserPinLocked))
        {
            throw Denied(
                $"the PIN of token {Name} is locked after too many wrong tries; unlock it with the token's own tool");
        }

        if (token.Info.Flags.HasFlag(CkTokenFlags.UserPinFinalTry))
        {
            throw Denied(
                $"one try is left before token {Name} locks its PIN, and it is not spent here: log in with the token's own tool "
                + "first, which resets the count");
        }
    }

    /// <summary>A PIN pad is used unless a source was named on purpose.</summary>
    private async Task ReadPinAsync(CancellationToken cancellationToken)
    {
        if (token.Info.Flags.HasFlag(CkTokenFlags.ProtectedAuthenticationPath) && !source.IsGiven)
        {
            return;
        }

        _pin = await source.ReadAsync(token.Info.Label, cancellationToken);
        // What cannot be right costs no try. Modules that do not know say 0 or all ones.
        var (min, max) = (token.Info.MinPin, token.Info.MaxPin);
        if (max > 0 && min <= max && max < uint.MaxValue && ((ulong)_pin.Length < min || (ulong)_pin.Length > max))
        {
            throw Denied($"the PIN is not of {min} to {max} bytes, as token {Name} wants; it was not tried");
        }
    }

    private void LogIn(CkUser user)
    {
        var result = session.Login(user, _pin);
        if (result is not (CkReturn.Ok or CkReturn.UserAlreadyLoggedIn))
        {
            throw result == CkReturn.PinIncorrect ? Wrong() : CryptokiError.Of("C_Login", result);
        }
    }

    private PluginException Wrong()
    {
        var flags = library.FindTokenInfo(token.Slot)?.Flags ?? CkTokenFlags.None;
        var state = flags.HasFlag(CkTokenFlags.UserPinLocked) ? " The PIN is locked now."
            : flags.HasFlag(CkTokenFlags.UserPinFinalTry) ? " One try is left before the token locks it."
            : flags.HasFlag(CkTokenFlags.UserPinCountLow) ? " The token counts wrong tries, and a few more lock it."
            : "";
        return Denied($"the PIN of token {Name} is wrong; it was tried once and is not tried again.{state} Check its source");
    }

    private string Name => Escaped.Attribute(token.Info.Label);

    private static PluginException Denied(string what) => new(PluginErrorCode.AccessDenied, what);
}
