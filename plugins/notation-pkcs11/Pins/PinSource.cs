using System.Text;
using Notation.Pkcs11.Addresses;
using Signet.Plugins;

namespace Notation.Pkcs11.Pins;

/// <summary>
/// Where the PIN comes from: one file, one environment variable, or the person at the terminal. Never an argument, and
/// never a word of it in a message (attack H6).
/// </summary>
internal sealed class PinSource
{
    private readonly string? _file;
    private readonly string? _variable;

    private PinSource(string? file, string? variable)
    {
        _file = file;
        _variable = variable;
    }

    /// <summary>A file or a variable was named.</summary>
    public bool IsGiven => _file is not null || _variable is not null;

    /// <summary>The one source that is configured.</summary>
    /// <exception cref="PluginException">There are two, or it is no source.</exception>
    public static PinSource Of(Pkcs11Settings settings, KeyAddress address)
    {
        if (new[] { settings.PinFile, settings.PinVariable, address.PinFile }.Count(source => source is not null) > 1)
        {
            throw new PluginException(
                PluginErrorCode.Validation,
                "the PIN has more than one source: keep one of pinFile, pinEnv, and pin-source in the key id");
        }

        return new PinSource(settings.PinFile ?? address.PinFile, settings.PinVariable);
    }

    /// <summary>The PIN. The caller clears it.</summary>
    /// <param name="token">Label of the token, for the prompt.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="PluginException">It cannot be had.</exception>
    public Task<byte[]> ReadAsync(byte[] token, CancellationToken cancellationToken) => this switch
    {
        { _file: { } file } => Task.FromResult(PinFile.Read(file)),
        { _variable: { } variable } => Task.FromResult(FromEnvironment(variable)),
        _ => PinPrompt.AskAsync(token, cancellationToken),
    };

    private static byte[] FromEnvironment(string variable)
    {
        // Neither message repeats the word: whoever gave the PIN here by mistake must not find it in a log.
        if (variable.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_') || char.IsAsciiDigit(variable[0]))
        {
            throw new PluginException(
                PluginErrorCode.Validation,
                "pinEnv is not the name of an environment variable (letters, digits and underscore); it names the variable, "
                + "and is not the PIN");
        }

        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? Checked(Encoding.UTF8.GetBytes(value), "the environment variable named by pinEnv")
            : throw new PluginException(
                PluginErrorCode.AccessDenied, "the environment variable named by pinEnv is not set, or is empty");
    }

    /// <summary>A PIN that a token could take; the buffer is cleared when it is not.</summary>
    internal static byte[] Checked(byte[] pin, string where)
    {
        if (pin.Length is > 0 and <= Pkcs11Limits.PinBytes && !pin.AsSpan().ContainsAnyInRange((byte)0, (byte)31))
        {
            return pin;
        }

        Array.Clear(pin);
        throw new PluginException(
            PluginErrorCode.AccessDenied,
            $"{where} does not hold a PIN: one line of 1 to {Pkcs11Limits.PinBytes} bytes without control characters is expected");
    }
}
