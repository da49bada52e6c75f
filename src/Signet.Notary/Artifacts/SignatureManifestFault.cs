namespace Signet.Notary.Artifacts;

/// <summary>A rule that a signature manifest breaks.</summary>
/// <param name="Rule"><see cref="SignatureManifest.FormRule"/> or <see cref="SignatureManifest.SubjectRule"/>.</param>
/// <param name="Message">What is wrong, with the offending value.</param>
internal sealed record SignatureManifestFault(string Rule, string Message);
