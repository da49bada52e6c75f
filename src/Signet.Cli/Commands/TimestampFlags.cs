using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Notary;
using Signet.Signatures.Certificates;
using Signet.Signatures.Timestamping;

namespace Signet.Cli.Commands;

/// <summary><c>--timestamp-url</c> and <c>--timestamp-root-cert</c> of the commands that sign.</summary>
internal sealed partial class TimestampFlags
{
    private const string Expected = "Expecting single x509 root certificate in PEM or DER format from the file";

    private readonly StringFlag _url = new("timestamp-url", '\0', "RFC 3161 Timestamping Authority (TSA) server URL");
    private readonly StringFlag _root = new("timestamp-root-cert", '\0', "filepath of timestamp authority root certificate");

    public static FlagGroup Group => FlagGroup.Together("timestamp-url", "timestamp-root-cert");

    public void AddTo(FlagSet flags) => flags.Add(_url, _root);

    /// <exception cref="CommandException">A flag is given without a value.</exception>
    public void Check()
    {
        if (_url.IsSet && _url.Value.Length == 0)
        {
            throw new CommandException("timestamping: tsa url cannot be empty");
        }

        if (_root.IsSet && _root.Value.Length == 0)
        {
            throw new CommandException("timestamping: tsa root certificate path cannot be empty");
        }
    }

    /// <summary>The client the flags ask for; null when they ask for none.</summary>
    /// <exception cref="CommandException">The address cannot be used, or the file is not one root.</exception>
    public async Task<TimestampClient?> OpenAsync(
        CommandContext context, ILogger logger, CancellationToken cancellationToken)
    {
        if (!_url.IsSet)
        {
            return null;
        }

        Configured(logger, _url.Value);
        var url = ParseUrl(_url.Value);
        var root = await ReadRootAsync(_root.Value, cancellationToken);
        return new(new TimestampOptions
        {
            Url = url,
            Roots = [root],
            Revocation = RevocationSetup.CreateChecker(context, logger),
            TimeProvider = context.Clock,
        });
    }

    private static Uri ParseUrl(string text)
    {
        var fault = !Uri.TryCreate(text, UriKind.Absolute, out var url) ? "it is no absolute URL"
            : url.Scheme is not ("http" or "https") ? $"its scheme is \"{url.Scheme}\", not http or https"
            : url.Host.Length == 0 ? "it names no host"
            : url.UserInfo.Length > 0 ? "it holds a user name or password, which would be shown"
            : null;
        return fault is null
            ? url!
            : throw new CommandException(
                $"cannot get http timestamper for timestamping: parse {GoText.Quote(text)}: {fault}");
    }

    /// <summary>
    /// The one certificate of the file, which must be the root of an authority: signed with its own key, by its own name.
    /// </summary>
    private static async Task<X509Certificate2> ReadRootAsync(string path, CancellationToken cancellationToken)
    {
        var shown = GoText.Quote(path);
        var content = await InputFile.ReadAsync(path, NotaryLimits.CertificateFileBytes, cancellationToken);
        var certificates = CertificateFile.Read(content);
        var certificate = certificates.Count switch
        {
            0 => throw new CommandException($"cannot find any certificate from {shown}. {Expected}"),
            1 => certificates[0],
            _ => throw new CommandException($"found more than one certificates from {shown}. {Expected}"),
        };
        var fault = !CertificateSignature.IsSelfSigned(certificate) ? "it is not signed with its own key by its own name"
            : !CertificateSignature.IsAuthority(certificate) ? "it is not an authority's"
            : null;
        return fault is null
            ? certificate
            : throw new CommandException("failed to check root certificate with error: "
                + $"certificate from {shown} is not a root certificate, {fault}. {Expected}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Configured to timestamp with TSA \"{url}\"")]
    private static partial void Configured(ILogger logger, string url);
}
