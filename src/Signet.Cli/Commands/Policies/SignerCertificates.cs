using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands.Policies;

/// <summary>What a certificate file says about a signer: the authority to trust, and the identity to trust of it.</summary>
internal sealed class SignerCertificates : IDisposable
{
    private readonly IReadOnlyList<X509Certificate2> _certificates;

    private SignerCertificates(IReadOnlyList<X509Certificate2> certificates, X509Certificate2 anchor, X509Certificate2? signer)
    {
        _certificates = certificates;
        Anchor = anchor;
        Signer = signer;
    }

    /// <summary>The root, or the topmost authority that is in the file.</summary>
    public X509Certificate2 Anchor { get; }

    /// <summary>The signer's certificate; null when the file holds authorities alone.</summary>
    public X509Certificate2? Signer { get; }

    /// <summary>Reads a signer's certificate with its chain, or an authority's certificate.</summary>
    /// <exception cref="CommandException">It holds no certificate that can be trusted.</exception>
    public static async Task<SignerCertificates> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var certificates = await InputCertificates.ReadAsync(path, cancellationToken);
        var signer = certificates.FirstOrDefault(c => !CertificateSignature.IsAuthority(c));
        var anchor = Top(signer ?? certificates[0], certificates);
        return CertificateSignature.IsAuthority(anchor) || CertificateSignature.IsSelfSigned(anchor)
            ? new(certificates, anchor, signer)
            : throw new CommandException(
                $"{GoText.Quote(path)} holds the signer's certificate without the authority that issued it "
                + $"({TerminalText.Escape(CertificateName.Format(anchor.IssuerName))}); add the root's certificate to the file");
    }

    /// <summary>The identity of the signer in the form of a policy.</summary>
    /// <exception cref="CommandException">The file has no signer, or its subject makes no identity.</exception>
    public string Identity
    {
        get
        {
            const string remedy = "name the signer with --trusted-identity \"x509.subject: C=…, ST=…, O=…, CN=…\", or trust whoever "
                + "has a certificate of the authority with --trusted-identity \"*\"";
            if (Signer is null)
            {
                throw new CommandException($"the file holds an authority's certificate and no signer's: {remedy}");
            }

            return SubjectIdentity.TryWrite(Signer.SubjectName, out var identity, out var fault)
                ? identity
                : throw new CommandException($"{TerminalText.Escape(fault)}; {remedy}");
        }
    }

    public void Dispose()
    {
        foreach (var certificate in _certificates)
        {
            certificate.Dispose();
        }
    }

    /// <summary>Walks up as far as the file's certificates lead.</summary>
    private static X509Certificate2 Top(X509Certificate2 from, IReadOnlyList<X509Certificate2> certificates)
    {
        var top = from;
        for (var step = 0; step < certificates.Count; step++)
        {
            if (CertificateSignature.IsSelfSigned(top)
                || certificates.FirstOrDefault(c => c != top && CertificateSignature.IsSignedBy(top, c)) is not { } issuer)
            {
                break;
            }

            top = issuer;
        }

        return top;
    }
}
