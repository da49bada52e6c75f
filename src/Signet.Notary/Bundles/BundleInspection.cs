namespace Signet.Notary.Bundles;

/// <summary>What a bundle says of itself, unverified.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Json">Its bytes, as they are in the bundle.</param>
public sealed record BundleInspection(BundleStatement Statement, byte[] Json);
