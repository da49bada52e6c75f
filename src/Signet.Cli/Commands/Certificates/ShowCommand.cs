using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands.Certificates;

/// <summary>Shows the certificates in one file of a trust store.</summary>
internal sealed class ShowCommand : Command
{
    private static readonly string Rule = new('-', 80);

    private readonly StoreFlags _store = new(isRequired: true);
    private readonly LoggingFlags _logging = new();

    public ShowCommand()
        : base("show", "Show certificate details given trust store type, named store, and certificate file name")
    {
        Description = """
            Shows the details of the certificates in one file of a trust store.

            Example:
              signet certificate show --type ca --store acme-rockets cert1.crt
            """;
        Arguments = "[flags] --type <type> --store <name> <cert_fileName>";
        _store.AddTo(Flags);
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
        {
            throw new CommandException(
                arguments.Count == 0 ? "missing certificate file name" : "show only supports single certificate file");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var file = context.Arguments[0];
        var store = _store.Parse();
        var certificates = await new TrustStore(context.Directories).ReadAsync(store, file, cancellationToken);
        if (certificates.Count == 0)
        {
            throw new CommandException($"failed to show details of certificate {TerminalText.Escape(file)}, "
                + "with error: no valid certificate found in the file");
        }

        context.WriteLine("Certificate details");
        foreach (var certificate in certificates)
        {
            context.WriteLine(Rule);
            Write(certificate, context);
            certificate.Dispose();
        }

        return 0;
    }

    private static void Write(X509Certificate2 certificate, CommandContext context)
    {
        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>()
            .Any(e => e.CertificateAuthority);
        context.WriteLine($"Issuer: {TerminalText.Escape(CertificateName.Format(certificate.IssuerName))}");
        context.WriteLine($"Subject: {TerminalText.Escape(CertificateName.Format(certificate.SubjectName))}");
        context.WriteLine($"Valid from: {Time(certificate.NotBefore)}");
        context.WriteLine($"Valid to: {Time(certificate.NotAfter)}");
        context.WriteLine($"IsCA: {(isAuthority ? "true" : "false")}");
        context.WriteLine($"SHA256 Thumbprint: {CertificateThumbprint.Sha256(certificate)}");
    }

    private static string Time(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss' +0000 UTC'", CultureInfo.InvariantCulture);
}
