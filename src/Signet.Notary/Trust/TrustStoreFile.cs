namespace Signet.Notary.Trust;

/// <summary>A certificate file of a trust store.</summary>
/// <param name="Store">The store.</param>
/// <param name="FileName">Name of the file in it.</param>
public sealed record TrustStoreFile(TrustStoreName Store, string FileName);
