namespace Signet.Notary.Bundles;

/// <summary>A bundle cannot be made of this; the message says why and what to do.</summary>
public sealed class BundleException(string message, Exception? innerException = null) : Exception(message, innerException);
