using FsCheck;
using FsCheck.Fluent;
using Signet.Signatures.Cbor;
using Oracle = System.Formats.Cbor;

namespace Signet.Signatures.Tests.Cbor;

/// <summary>Our codec against System.Formats.Cbor.</summary>
public sealed class CborOracleTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1500);

    [Fact]
    public void Writes_byte_for_byte_what_the_oracle_writes()
    {
        // CTAP2 order of keys (type, length, bytes) is that of RFC 8949 core deterministic encoding for such keys.
        Check.One(Many, Prop.ForAll(CborValue.Generator(withTags: false).ToArbitrary(), value =>
        {
            var oracle = new Oracle.CborWriter(Oracle.CborConformanceMode.Ctap2Canonical);
            value.WriteOracle(oracle);
            return oracle.Encode().AsSpan().SequenceEqual(value.WriteOurs());
        }));
    }

    [Fact]
    public void Reads_back_what_either_wrote()
    {
        Check.One(Many, Prop.ForAll(CborValue.Generator(withTags: true).ToArbitrary(), value =>
        {
            var encoded = value.WriteOurs();
            var ours = Ours(encoded);
            return ours is not null && ours.Equals(Oracles(encoded, Oracle.CborConformanceMode.Strict));
        }));
    }

    [Fact]
    public void Takes_nothing_from_mutated_input_that_the_oracle_refuses_and_reads_the_same_from_the_rest()
    {
        var accepted = 0;
        var gen = CborValue.Generator(withTags: true).Zip(ArbMap.Default.GeneratorFor<int>());
        Check.One(Many.WithMaxTest(4000), Prop.ForAll(gen.ToArbitrary(), pair =>
        {
            var encoded = Mutate(pair.Item1.WriteOurs(), new Random(pair.Item2));
            accepted += CompareOn(encoded) ? 1 : 0;
        }));
        Assert.True(accepted > 100, $"only {accepted} mutants were valid: the comparison says little");
    }

    [Fact]
    public void Takes_nothing_from_noise_that_the_oracle_refuses()
    {
        var random = new Random(20261121);
        var buffer = new byte[48];
        for (var i = 0; i < 60_000; i++)
        {
            random.NextBytes(buffer);
            CompareOn(buffer[..random.Next(1, buffer.Length)]);
        }
    }

    [Fact]
    public void Every_short_input_is_taken_or_refused_as_the_oracle_does()
    {
        for (var i = 0; i < 1 << 16; i++)
        {
            CompareOn([(byte)(i >> 8), (byte)i]);
            if (i < 256)
            {
                CompareOn([(byte)i]);
            }
        }
    }

    /// <summary>Ours takes less than the oracle's Strict mode, and all that its CTAP2 mode takes within our kinds of key.</summary>
    private static bool CompareOn(byte[] encoded)
    {
        var ours = Ours(encoded);
        var strict = Oracles(encoded, Oracle.CborConformanceMode.Strict);
        if (ours is not null)
        {
            Assert.True(strict is not null, $"taken, the oracle refuses: {Convert.ToHexString(encoded)}");
            Assert.Equal(strict, ours);
        }
        else if (Oracles(encoded, Oracle.CborConformanceMode.Ctap2Canonical) is { } canonical && HasPlainKeys(canonical))
        {
            Assert.Fail($"refused, the oracle takes it: {Convert.ToHexString(encoded)}");
        }

        return ours is not null;
    }

    private static CborValue? Ours(byte[] encoded)
    {
        try
        {
            var whole = new CborReader(encoded);
            _ = whole.ReadItem(allowTags: true);
            whole.ExpectEnd();
            var reader = new CborReader(encoded);
            return CborValue.ReadOurs(ref reader);
        }
        catch (CborFormatException)
        {
            return null;
        }
    }

    private static CborValue? Oracles(byte[] encoded, Oracle.CborConformanceMode mode)
    {
        try
        {
            var reader = new Oracle.CborReader(encoded, mode);
            var value = CborValue.ReadOracle(reader);
            return reader.BytesRemaining == 0 ? value : null;
        }
        catch (Exception e) when (e is Oracle.CborContentException or InvalidOperationException or OverflowException)
        {
            return null;
        }
    }

    private static bool HasPlainKeys(CborValue value) => value switch
    {
        CborValue.Map map => map.Entries.All(e =>
            e.Key is CborValue.Number or CborValue.Text or CborValue.Bytes && HasPlainKeys(e.Value)),
        CborValue.List list => list.Items.All(HasPlainKeys),
        _ => true,
    };

    private static byte[] Mutate(byte[] encoded, Random random)
    {
        var bytes = encoded.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when bytes.Count > 1:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.AddRange(bytes.GetRange(at, Math.Min(8, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }
}
