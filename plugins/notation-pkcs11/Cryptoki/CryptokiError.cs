using System.Globalization;
using Signet.Plugins;

namespace Notation.Pkcs11.Cryptoki;

/// <summary>Turns what a module returns into the protocol's errors.</summary>
internal static class CryptokiError
{
    /// <summary>The failure of one call.</summary>
    /// <param name="function">The function, for example <c>C_OpenSession</c>.</param>
    /// <param name="result">What it returned.</param>
    public static PluginException Of(string function, CkReturn result)
    {
        var (code, remedy) = Explain(result);
        return new PluginException(
            code,
            $"{function} failed with {Name(result)}: {remedy}",
            new Dictionary<string, string> { ["function"] = function, ["returned"] = Name(result) });
    }

    /// <summary>A module broke the rules of PKCS#11, whatever it meant.</summary>
    public static PluginException Broken(string what) => new(
        PluginErrorCode.Error,
        $"the PKCS#11 module {what}; it is faulty or not the right one for this machine: update it, or name another");

    /// <summary>The specification's name, or the number.</summary>
    public static string Name(CkReturn result) => result switch
    {
        CkReturn.Cancel => "CKR_CANCEL",
        CkReturn.HostMemory => "CKR_HOST_MEMORY",
        CkReturn.SlotIdInvalid => "CKR_SLOT_ID_INVALID",
        CkReturn.GeneralError => "CKR_GENERAL_ERROR",
        CkReturn.FunctionFailed => "CKR_FUNCTION_FAILED",
        CkReturn.ArgumentsBad => "CKR_ARGUMENTS_BAD",
        CkReturn.CantLock => "CKR_CANT_LOCK",
        CkReturn.DeviceError => "CKR_DEVICE_ERROR",
        CkReturn.DeviceMemory => "CKR_DEVICE_MEMORY",
        CkReturn.DeviceRemoved => "CKR_DEVICE_REMOVED",
        CkReturn.FunctionCanceled => "CKR_FUNCTION_CANCELED",
        CkReturn.FunctionNotSupported => "CKR_FUNCTION_NOT_SUPPORTED",
        CkReturn.KeyHandleInvalid => "CKR_KEY_HANDLE_INVALID",
        CkReturn.KeySizeRange => "CKR_KEY_SIZE_RANGE",
        CkReturn.KeyTypeInconsistent => "CKR_KEY_TYPE_INCONSISTENT",
        CkReturn.KeyFunctionNotPermitted => "CKR_KEY_FUNCTION_NOT_PERMITTED",
        CkReturn.MechanismInvalid => "CKR_MECHANISM_INVALID",
        CkReturn.MechanismParamInvalid => "CKR_MECHANISM_PARAM_INVALID",
        CkReturn.PinIncorrect => "CKR_PIN_INCORRECT",
        CkReturn.PinInvalid => "CKR_PIN_INVALID",
        CkReturn.PinLengthRange => "CKR_PIN_LEN_RANGE",
        CkReturn.PinExpired => "CKR_PIN_EXPIRED",
        CkReturn.PinLocked => "CKR_PIN_LOCKED",
        CkReturn.SessionCount => "CKR_SESSION_COUNT",
        CkReturn.SessionHandleInvalid => "CKR_SESSION_HANDLE_INVALID",
        CkReturn.TokenNotPresent => "CKR_TOKEN_NOT_PRESENT",
        CkReturn.TokenNotRecognized => "CKR_TOKEN_NOT_RECOGNIZED",
        CkReturn.UserNotLoggedIn => "CKR_USER_NOT_LOGGED_IN",
        CkReturn.UserPinNotInitialized => "CKR_USER_PIN_NOT_INITIALIZED",
        CkReturn.BufferTooSmall => "CKR_BUFFER_TOO_SMALL",
        CkReturn.TokenResourceExceeded => "CKR_TOKEN_RESOURCE_EXCEEDED",
        _ => "0x" + ((uint)result).ToString("X", CultureInfo.InvariantCulture),
    };

    private static (string Code, string Remedy) Explain(CkReturn result) => result switch
    {
        CkReturn.PinIncorrect => (PluginErrorCode.AccessDenied,
            "the PIN is wrong; it was tried once and is not tried again. Check it before the next call: "
            + "a few wrong tries lock the token"),
        CkReturn.PinInvalid or CkReturn.PinLengthRange => (PluginErrorCode.AccessDenied,
            "the PIN has characters or a length that this token does not take"),
        CkReturn.PinExpired => (PluginErrorCode.AccessDenied, "the PIN has expired; set a new one with the token's own tool"),
        CkReturn.PinLocked => (PluginErrorCode.AccessDenied,
            "the PIN is locked after too many wrong tries; unlock it with the token's own tool"),
        CkReturn.UserPinNotInitialized => (PluginErrorCode.AccessDenied,
            "the token has no user PIN yet; set one with the token's own tool"),
        CkReturn.UserNotLoggedIn => (PluginErrorCode.AccessDenied, "the token wants a login for this; check the PIN's source"),
        CkReturn.Cancel or CkReturn.FunctionCanceled => (PluginErrorCode.AccessDenied,
            "it was cancelled at the token or its PIN pad"),
        CkReturn.KeyFunctionNotPermitted => (PluginErrorCode.AccessDenied,
            "the key may not be used to sign (CKA_SIGN); choose another key"),
        CkReturn.TokenNotPresent or CkReturn.TokenNotRecognized or CkReturn.DeviceRemoved or CkReturn.SlotIdInvalid =>
            (PluginErrorCode.Validation, "the token is not there; connect it and try again"),
        CkReturn.SessionCount or CkReturn.TokenResourceExceeded => (PluginErrorCode.Throttled,
            "the token has no session left; try again when others have ended theirs"),
        CkReturn.CantLock => (PluginErrorCode.Error, "the module cannot be used from more than one thread"),
        CkReturn.DeviceError or CkReturn.DeviceMemory => (PluginErrorCode.Error,
            "the device has a fault; see its own log"),
        _ => (PluginErrorCode.Error, "see the documentation and log of the module"),
    };
}
