using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Commands;

/// <summary>
/// A cache whose doings are in the log of <c>--debug</c>, in the words scripts look for in notation's, and whose first
/// failure is a warning. Further failures are in the log: one is enough to know that the cache cannot be used.
/// </summary>
internal sealed partial class ReportingCache(IRevocationCache inner, CommandContext context, ILogger logger) : IRevocationCache
{
    private int _failures;

    public RevocationOrigin Origin => inner.Origin;

    public async ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await inner.FindOcspAsync(key, cancellationToken);
        }
        catch (RevocationCacheException e)
        {
            Report(e);
            throw;
        }
    }

    public async ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        try
        {
            await inner.StoreOcspAsync(key, response, nextUpdate, cancellationToken);
        }
        catch (RevocationCacheException e)
        {
            Report(e);
            throw;
        }
    }

    public async ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken)
    {
        Retrieving(logger, address);
        try
        {
            var crl = await inner.FindCrlAsync(address, cancellationToken);
            if (crl is null)
            {
                Missed(logger, address);
            }
            else if (logger.IsEnabled(LogLevel.Debug) && ExpiryOf(crl) is { } expiry && expiry < context.Clock.GetUtcNow())
            {
                Expired(logger, expiry);
            }

            return crl;
        }
        catch (RevocationCacheException e)
        {
            Report(e);
            throw;
        }
    }

    public async ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        Storing(logger, address);
        try
        {
            await inner.StoreCrlAsync(address, crl, nextUpdate, cancellationToken);
        }
        catch (RevocationCacheException e)
        {
            Report(e);
            throw;
        }
    }

    private static DateTimeOffset? ExpiryOf(CachedCrl crl)
    {
        try
        {
            return RevocationSummary.OfCrl(crl).NextUpdate;
        }
        catch (FormatException)
        {
            return null; // Whoever asked for it says so.
        }
    }

    private void Report(RevocationCacheException fault)
    {
        if (Interlocked.Increment(ref _failures) == 1)
        {
            context.WriteWarning($"CRL cache error discarded. {TerminalText.Escape(fault.Message)}");
        }

        Failed(logger, fault.Message);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Retrieving crl bundle from file cache with key \"{address}\" ...")]
    private static partial void Retrieving(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "CRL file cache miss. Key \"{address}\" does not exist")]
    private static partial void Missed(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "CRL bundle retrieved from file cache has expired at {time:yyyy-MM-dd HH:mm:ss zzz}")]
    private static partial void Expired(ILogger logger, DateTimeOffset time);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Storing crl bundle to file cache with key \"{address}\" ...")]
    private static partial void Storing(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Revocation cache error: {fault}")]
    private static partial void Failed(ILogger logger, string fault);
}
