namespace Signet.Notary.Configuration;

/// <summary>
/// One of the user's files is not as it must be, or a change asked for does not fit what is in it. The message says which
/// file, what is wrong, and what to do where that is not plain.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Describes a fault.</summary>
    public ConfigurationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
