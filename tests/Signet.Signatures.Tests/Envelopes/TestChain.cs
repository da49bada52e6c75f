using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Keys;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>A root, an intermediate and a code-signing leaf whose key is at hand, so that anything can be signed.</summary>
internal sealed class TestChain : ISignatureProvider
{
    private static readonly ConcurrentDictionary<KeySpec, TestChain> Cache = new();

    private readonly AsymmetricAlgorithm _key;

    private TestChain(KeySpec keySpec)
    {
        KeySpec = keySpec;
        _key = keySpec switch
        {
            KeySpec.Rsa2048 => RSA.Create(2048),
            KeySpec.Rsa3072 => RSA.Create(3072),
            KeySpec.Rsa4096 => RSA.Create(4096),
            KeySpec.Ec256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            KeySpec.Ec384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            _ => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        };
        Certificates = Issue(_key, X509KeyUsageFlags.DigitalSignature);
    }

    public KeySpec KeySpec { get; }

    public SignatureAlgorithm Algorithm => SignatureAlgorithm.Of(KeySpec);

    public RSA Rsa => (RSA)_key;

    public ECDsa Ecdsa => (ECDsa)_key;

    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; }

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TestChain Of(KeySpec keySpec) => Cache.GetOrAdd(keySpec, spec => new(spec));

    /// <summary>Makes a chain whose leaf holds <paramref name="leafKey"/>.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Issue(AsymmetricAlgorithm leafKey, X509KeyUsageFlags leafUsage)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=Root,O=example.com", rootKey).CreateSelfSigned(Start.AddDays(-1), Start.AddYears(20));
        using var intermediate = Authority("CN=Intermediate,O=example.com", intermediateKey)
            .Create(root, Start.AddDays(-1), Start.AddYears(10), [1, 2, 3]).CopyWithPrivateKey(intermediateKey);
        var request = leafKey is RSA rsa
            ? new CertificateRequest("CN=Signer,O=example.com", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=Signer,O=example.com", (ECDsa)leafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(leafUsage, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        var signer = X509SignatureGenerator.CreateForECDsa(intermediateKey);
        using var leaf = request.Create(intermediate.SubjectName, signer, Start.AddDays(-1), Start.AddYears(5), [4, 5, 6]);
        return [leaf.RawData, intermediate.RawData, root.RawData];
    }

    public byte[] Sign(ReadOnlySpan<byte> data) => _key is RSA rsa
        ? rsa.SignData(data, Algorithm.Hash, RSASignaturePadding.Pss)
        : ((ECDsa)_key).SignData(data, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public ValueTask<PrimitiveSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        new(new PrimitiveSignature(Sign(payload.Span), Certificates));

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request;
    }
}
