using System.Formats.Asn1;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>
/// Carries a fault from the depth of a reader to <see cref="TimestampToken"/>, where it becomes a value. Never leaves the
/// library.
/// </summary>
internal sealed class TimestampFaultException(string rule, string message) : Exception(message)
{
    public TimestampFault Fault { get; } = new(rule, message);

    /// <summary>Runs a reader; what it finds malformed becomes a fault of <paramref name="rule"/>.</summary>
    public static T Guard<T>(string rule, string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (AsnContentException e)
        {
            throw new TimestampFaultException(rule, $"{what} is malformed: {e.Message.TrimEnd('.')}");
        }
    }
}
