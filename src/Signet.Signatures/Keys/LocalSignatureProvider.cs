using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Keys;

/// <summary>Signs with a private key held in memory, for keys that lie in files.</summary>
public sealed class LocalSignatureProvider : ISignatureProvider, IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly SignatureAlgorithm _algorithm;
    private readonly List<ReadOnlyMemory<byte>> _chain;
    private readonly Lock _signing = new();
    private bool _isDisposed;

    private LocalSignatureProvider(AsymmetricAlgorithm key, KeySpec keySpec, List<ReadOnlyMemory<byte>> chain)
    {
        _key = key;
        _algorithm = SignatureAlgorithm.Of(keySpec);
        _chain = chain;
    }

    /// <inheritdoc/>
    public KeySpec KeySpec => _algorithm.KeySpec;

    /// <summary>DER certificates, leaf first, root last.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain => _chain;

    /// <summary>
    /// Reads a key and its certificates. The chain's rules are checked when an envelope is made, not here.
    /// </summary>
    /// <param name="keyPem">PEM with one private key, not encrypted: PKCS#8, PKCS#1 or SEC 1.</param>
    /// <param name="certificatePem">The certificates, leaf first, root last, in PEM or DER.</param>
    /// <exception cref="SigningKeyException">One of them cannot be read, or they do not belong together.</exception>
    public static LocalSignatureProvider Load(ReadOnlyMemory<byte> keyPem, ReadOnlyMemory<byte> certificatePem)
    {
        var certificates = ReadCertificates(certificatePem);
        try
        {
            return Create(PrivateKeyFile.Read(keyPem.Span), certificates);
        }
        finally
        {
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>Takes a key that is already in memory; the provider disposes it, also when this fails.</summary>
    /// <param name="key">An <see cref="RSA"/> or <see cref="ECDsa"/> private key.</param>
    /// <param name="certificates">Its certificates, leaf first, root last; copied.</param>
    /// <exception cref="SigningKeyException">They do not belong together, or the key is of no supported kind.</exception>
    public static LocalSignatureProvider Create(AsymmetricAlgorithm key, IReadOnlyList<X509Certificate2> certificates)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(certificates);
        try
        {
            if (certificates.Count == 0)
            {
                throw new SigningKeyException("there is no certificate for the signing key; give its chain, leaf first");
            }

            if (ParsedCertificate.TryRead(certificates[0], out var fault) is not { } leaf)
            {
                throw new SigningKeyException(fault!);
            }

            if (!KeySpecs.TryGet(leaf.Key, out var keySpec, out fault))
            {
                throw new SigningKeyException($"the signing certificate \"{leaf.SubjectName}\" cannot be used: {fault}");
            }

            if (!leaf.Key.Matches(key))
            {
                throw new SigningKeyException("tls: private key does not match public key");
            }

            return new LocalSignatureProvider(key, keySpec, [.. certificates.Select(c => c.RawDataMemory)]);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<PrimitiveSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // The key objects of .NET do not promise to be safe for two threads at once.
        lock (_signing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var signature = _key is RSA rsa
                ? rsa.SignData(payload.Span, _algorithm.Hash, RSASignaturePadding.Pss)
                : ((ECDsa)_key).SignData(payload.Span, _algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return ValueTask.FromResult(new PrimitiveSignature(signature, _chain));
        }
    }

    /// <summary>Clears the key from memory.</summary>
    public void Dispose()
    {
        lock (_signing)
        {
            _isDisposed = true;
            _key.Dispose();
        }
    }

    private static IReadOnlyList<X509Certificate2> ReadCertificates(ReadOnlyMemory<byte> content)
    {
        try
        {
            return CertificateFile.Read(content) is { Count: > 0 } certificates
                ? certificates
                : throw new SigningKeyException("tls: failed to find any PEM data in certificate input");
        }
        catch (FormatException e)
        {
            throw new SigningKeyException(e.Message, e);
        }
    }
}
