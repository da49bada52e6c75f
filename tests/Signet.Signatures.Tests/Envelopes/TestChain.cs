using System.Collections.Concurrent;
using System.Security.Cryptography;
using Signet.Signatures.Keys;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>A chain of three whose leaf's key is at hand, so that anything can be signed.</summary>
internal sealed class TestChain : ISignatureProvider
{
    private static readonly ConcurrentDictionary<KeySpec, TestChain> Cache = new();

    private readonly AsymmetricAlgorithm _key;

    private TestChain(KeySpec keySpec)
    {
        var chain = PkiLab.SigningChain(3, keySpec);
        KeySpec = keySpec;
        _key = chain.Leaf.CreateKey();
        Certificates = [.. chain.Members.Select(m => m.Der)];
    }

    public KeySpec KeySpec { get; }

    public SignatureAlgorithm Algorithm => SignatureAlgorithm.Of(KeySpec);

    public RSA Rsa => (RSA)_key;

    public ECDsa Ecdsa => (ECDsa)_key;

    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; }

    public static TestChain Of(KeySpec keySpec) => Cache.GetOrAdd(keySpec, spec => new(spec));

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        // Tests of one class run beside those of another, and a key is not made for that.
        lock (_key)
        {
            return _key is RSA rsa
                ? rsa.SignData(data, Algorithm.Hash, RSASignaturePadding.Pss)
                : ((ECDsa)_key).SignData(data, Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public ValueTask<PrimitiveSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        new(new PrimitiveSignature(Sign(payload.Span), Certificates));
}
