using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Fetching;
using Signet.Signatures.Timestamping.Exchange;
using Signet.Signatures.Timestamping.Tokens;

namespace Signet.Signatures.Timestamping;

/// <summary>
/// Asks a timestamping authority by HTTP (RFC 3161, section 3.4) and believes nothing of the answer: what comes back is
/// verified as whoever verifies the signature later will do it, and the authority's chain must be good today as well.
/// </summary>
/// <remarks>
/// Stricter than Go, beside what <see cref="TimestampToken"/> is: a time more than a day from this machine's is refused,
/// because then one of the two clocks is wrong and the signature would be dated wrongly for good.
/// </remarks>
public sealed class TimestampClient
{
    /// <summary>Clocks of machines without a network drift by minutes; a day off is a wrong date.</summary>
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromDays(1);

    private readonly TimestampOptions _options;

    /// <summary>A client for one authority.</summary>
    /// <exception cref="ArgumentException">
    /// The address is not http or https, has no host, or holds a user name or password, which would show up in messages;
    /// there are no roots; or the timeout is not positive.
    /// </exception>
    public TimestampClient(TimestampOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        _options = options;
    }

    /// <summary>Gets a timestamp over <paramref name="signature"/> and checks everything about it.</summary>
    /// <param name="signature">The primitive signature.</param>
    /// <param name="hash">Hash function of the imprint, that of the signing key: SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <exception cref="TimestampException">There is none, or it does not hold.</exception>
    public async Task<TimestampToken> RequestAsync(
        ReadOnlyMemory<byte> signature, HashAlgorithmName hash, CancellationToken cancellationToken = default)
    {
        var request = TimestampRequest.Create(signature, hash);
        var answer = await TimestampTransport.PostAsync(_options.Url, request.Encoded, _options.Timeout, cancellationToken);
        TimestampToken token;
        IReadOnlyList<X509Certificate2> chain;
        try
        {
            token = Read(TimestampResponse.ReadToken(answer));
            CheckAnswers(request, token);
            CheckClock(token);
            chain = Verify(token, signature);
        }
        catch (TimestampFaultException e)
        {
            throw Refused(e.Fault.Message, e);
        }

        await CheckRevocationAsync(chain, cancellationToken);
        return token;
    }

    private static void Check(TimestampOptions options)
    {
        var url = options.Url;
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } || url.Host.Length == 0)
        {
            throw new ArgumentException("the timestamping authority's address must be an http or https URL with a host", nameof(options));
        }

        if (url.UserInfo.Length > 0)
        {
            throw new ArgumentException(
                "the timestamping authority's address must not hold a user name or password: it is shown in messages", nameof(options));
        }

        if (options.Roots is not { Count: > 0 })
        {
            throw new ArgumentException("there is no root certificate to hold the timestamping authority to", nameof(options));
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout.TotalMilliseconds > int.MaxValue)
        {
            throw new ArgumentException("the time for a timestamp must be positive, and less than 24 days", nameof(options));
        }
    }

    private static TimestampToken Read(ReadOnlyMemory<byte> encoded) =>
        TimestampToken.TryRead(encoded, out var token, out var fault)
            ? token
            : throw new TimestampFaultException(fault.Rule, fault.Message);

    /// <summary>
    /// RFC 3161 §2.4.2: the token repeats the request's imprint, parameters included, and its nonce. Without the nonce it
    /// could be an old one.
    /// </summary>
    private static void CheckAnswers(TimestampRequest request, TimestampToken token)
    {
        if (!token.MessageImprint.Span.SequenceEqual(request.MessageImprint.Span))
        {
            throw new TimestampFaultException("imprint", "the timestamp is over another imprint than the one sent");
        }

        if (token.Nonce is not { } nonce || !nonce.Span.SequenceEqual(request.Nonce.Span))
        {
            throw new TimestampFaultException("nonce", token.Nonce is null
                ? "the timestamp does not repeat the request's nonce, so it may be an old one"
                : "the timestamp repeats another nonce than the one sent, so it was made for another request");
        }
    }

    private void CheckClock(TimestampToken token)
    {
        var now = _options.TimeProvider.GetUtcNow();
        if ((token.Time - now).Duration() > MaxClockDifference)
        {
            throw new TimestampFaultException(
                "clock",
                $"the timestamp states {Text(token.Time)}, and by this machine's clock it is {Text(now)}; one of the two clocks is wrong");
        }
    }

    /// <summary>The token at its own time, and the authority's chain today (GHSA-45v3-38pc-874v is about the latter).</summary>
    private IReadOnlyList<X509Certificate2> Verify(TimestampToken token, ReadOnlyMemory<byte> signature)
    {
        var result = token.Verify(signature, _options.Roots);
        if (!result.IsValid)
        {
            throw new TimestampFaultException(result.Fault.Rule, result.Fault.Message);
        }

        return CertificateChainRules.FindFault(result.Chain, CertificatePurpose.Timestamping, _options.TimeProvider.GetUtcNow()) is { } fault
            ? throw new TimestampFaultException(fault.Rule, $"timestamping {fault.Message}")
            : result.Chain;
    }

    /// <summary>
    /// A chain that is revoked, or of which that cannot be found out, makes no timestamp: whoever verifies will ask the same
    /// (GHSA-45v3-38pc-874v).
    /// </summary>
    private async Task CheckRevocationAsync(IReadOnlyList<X509Certificate2> chain, CancellationToken cancellationToken)
    {
        var report = await _options.Revocation.CheckAsync(chain, CertificatePurpose.Timestamping, null, cancellationToken);
        if (report.Status < RevocationStatus.Unknown)
        {
            return;
        }

        var subject = CertificateName.Format(report.Decisive.Certificate.SubjectName);
        var sources = string.Join("; ", report.Decisive.Sources.Select(s => $"{ForeignText.Quote(s.Address)}: {s.Message}"));
        throw Refused(
            (report.Status == RevocationStatus.Revoked
                ? $"timestamping certificate with subject \"{subject}\" is revoked"
                : $"timestamping certificate with subject \"{subject}\" revocation status is unknown")
            + (sources.Length > 0 ? $" ({sources})" : ""));
    }

    private TimestampException Refused(string why, Exception? inner = null) =>
        new($"timestamp: the answer of \"{_options.Url.OriginalString}\" is refused: {why}", inner);

    private static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
