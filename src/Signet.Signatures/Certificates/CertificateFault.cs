namespace Signet.Signatures.Certificates;

/// <summary>A rule that a certificate chain breaks.</summary>
/// <param name="Rule">Identifier in kebab case, stable across versions, for example <c>leaf-key-usage</c>.</param>
/// <param name="Message">
/// What is wrong and with which certificate. Names in it come from the certificate and are escaped where they are shown.
/// </param>
public sealed record CertificateFault(string Rule, string Message);
