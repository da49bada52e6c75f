using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary;
using Signet.Oci;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands;

/// <summary>Reads the certificates of a file that the command line names.</summary>
internal static class InputCertificates
{
    /// <summary>One certificate or more, PEM or DER, as they stand in the file. The caller disposes them.</summary>
    /// <exception cref="CommandException">The file is not there, or holds something else.</exception>
    public static async Task<IReadOnlyList<X509Certificate2>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var certificates = CertificateFile.Read(
                await InputFile.ReadAsync(path, NotaryLimits.CertificateFileBytes, cancellationToken));
            return certificates.Count > 0 ? certificates : throw new FormatException("the file is empty");
        }
        catch (Exception e) when (e is FormatException or OciException)
        {
            throw new CommandException($"{GoText.Quote(path)} holds no certificates: {TerminalText.Escape(e.Message)}", e);
        }
    }
}
