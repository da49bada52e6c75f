namespace Signet.Oci.Remote;

/// <summary>Where a client's certificate is.</summary>
/// <param name="CertificateFile">PEM file with the certificate, and those between it and its root when there are any.</param>
/// <param name="KeyFile">PEM file with its private key, not encrypted.</param>
public sealed record ClientCertificateFiles(string CertificateFile, string KeyFile);
