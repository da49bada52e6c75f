using System.Text;
using Signet.Signatures.Timestamping;
using Signet.Signatures.Timestamping.Exchange;
using Signet.Signatures.Timestamping.Tokens;
using Signet.TestKit.Pki;
using Signet.TestKit.Timestamping;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>What nobody's authority sends.</summary>
public sealed class TimestampHostileInputTests
{
    private static readonly byte[] Stranger = PkiLab.SigningChain(1, name: "stranger").Leaf.Der.ToArray();
    private static readonly byte[] List = [0x30, 0x04, 2, 2, 0x12, 0x34];
    private static readonly LabAttribute Unsigned = new("2.999.77", [4, 3, 1, 2, 3]);

    /// <summary>
    /// Bits of every byte of a token turned, one at a time. What may change without the token losing its validity is what nothing
    /// signs and nobody reads: the list of digest algorithms before the content, a certificate that is in no chain, revocation
    /// lists, unsigned attributes. Inside the chain's certificates, and in BER, one bit of each byte, elsewhere two or three, to save time.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void C8_Every_bit_of_a_valid_token(bool isBer)
    {
        var chain = TimestampLab.Chain;
        byte[][] certificates = [.. chain.Members.SkipLast(1).Select(m => m.Der.ToArray()), Stranger];
        var lab = TimestampLab.WithSigner(s => s with { UnsignedAttributes = [Unsigned] }) with
        {
            Certificates = certificates,
            Crls = [List],
            IsBer = isBer,
        };
        var token = lab.Encode();
        Assert.Null(TimestampLab.FindFault(token, chain)?.Message);
        var original = TimestampLab.Read(lab);
        Range[] free =
        [
            Region(token, "digest algorithms", Convert.FromHexString("608648016503040201"), before: 8, after: 8),
            Region(token, "certificate in no chain", Stranger),
            Region(token, "revocation list", List, before: 2, after: 2),
            Region(token, "unsigned attribute", Convert.FromHexString("88374d"), before: 10, after: 26),
        ];
        Range[] slow = [.. certificates.SkipLast(1).Select(c => Region(token, "certificate", c))];
        var survivors = 0;
        for (var bit = 0; bit < token.Length * 8; bit++)
        {
            var at = bit / 8;
            var step = isBer || slow.Any(r => Contains(r, at)) ? 8 : 3;
            if ((bit + at) % step != 0)
            {
                continue;
            }

            var changed = (byte[])token.Clone();
            changed[at] ^= (byte)(1 << (bit % 8));
            if (TimestampLab.FindFault(changed, chain) is null)
            {
                Assert.True(free.Any(r => Contains(r, at)), $"bit {bit % 8} of byte {at} may change: {Around(token, at)}");
                Assert.True(TimestampToken.TryRead(changed, out var read, out _));
                Assert.Equal((original.Time, original.Accuracy, original.SerialNumber), (read.Time, read.Accuracy, read.SerialNumber));
                survivors++;
            }
        }

        Assert.InRange(survivors, 1, free.Sum(r => (r.End.Value - r.Start.Value) * 8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tokens_cut_short_are_refused(bool isBer)
    {
        var token = (TimestampLab.Token() with { IsBer = isBer }).Encode();
        for (var length = 0; length < token.Length; length++)
        {
            Assert.False(TimestampToken.TryRead(token.AsMemory(0, length), out _, out var fault));
            Assert.NotEmpty(fault.Rule);
        }
    }

    [Fact]
    public void Random_changes_never_throw_and_never_verify()
    {
        var tokens = new[] { TimestampLab.Token().Encode(), (TimestampLab.Token() with { IsBer = true }).Encode() };
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var token = (byte[])tokens[seed % 2].Clone();
            // Ten changed bytes do not all hit the nine that nothing signs.
            for (var i = 0; i < 10; i++)
            {
                token[random.Next(token.Length)] ^= (byte)random.Next(1, 256);
            }

            Assert.NotNull(TimestampLab.FindFault(token, TimestampLab.Chain));
            Assert.NotNull(TimestampLab.FindFault(token[random.Next(1, token.Length)..], TimestampLab.Chain));
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var bytes = new byte[seed % 200];
            new Random(seed).NextBytes(bytes);
            Assert.False(TimestampToken.TryRead(bytes, out _, out _));
            Assert.Throws<TimestampFaultException>(() => TimestampResponse.ReadToken(bytes));
        }
    }

    public static TheoryData<string, byte[]> Bombs => new()
    {
        { "sequences of indefinite length, as deep as they go", Repeat([0x30, 0x80], SignatureLimits.TimestampBytes / 2) },
        { "the same, ended", [.. Repeat([0x30, 0x80], 250_000), .. new byte[500_000]] },
        { "strings in pieces of pieces", Repeat([0x24, 0x80], SignatureLimits.TimestampBytes / 2) },
        { "the same, ended", [.. Repeat([0x24, 0x80], 250_000), .. new byte[500_000]] },
        { "context tags", Repeat([0xA0, 0x80], SignatureLimits.TimestampBytes / 2) },
        { "definite lengths, nested", Nest(100) },
        { "a length of 2 GiB", [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0] },
        { "a length of 4 GiB", [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0] },
        { "a length of 2^1008", [0x30, 0xFE, .. Repeat([0xFF], 126)] },
        { "the reserved length", [0x30, 0xFF, 0] },
        { "a tag without an end", Repeat([0xBF, 0xFF], 100_000) },
        { "a million values", [0x30, 0x83, 0x0F, 0x42, 0x40, .. Repeat([5, 0], 500_000)] },
        { "an object identifier of a megabyte", [0x30, 0x83, 0x0F, 0x42, 0x44, 6, 0x83, 0x0F, 0x42, 0x3F, .. Repeat([0xFF], 999_998), 1] },
        { "an integer of a megabyte", [0x30, 0x83, 0x0F, 0x42, 0x44, 2, 0x83, 0x0F, 0x42, 0x3F, .. Repeat([0x7F], 999_999)] },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Bombs_are_refused(string what, byte[] bytes)
    {
        Assert.NotEmpty(what);
        Assert.False(TimestampToken.TryRead(bytes, out _, out var fault));
        Assert.Equal("malformed", fault.Rule);
        Assert.Equal("response", Assert.Throws<TimestampFaultException>(() => TimestampResponse.ReadToken(bytes)).Fault.Rule);
    }

    [Fact]
    public void A_bomb_inside_a_good_token_is_refused()
    {
        var deep = TimestampLab.WithSigner(s => s with { UnsignedAttributes = [new("2.999.1", Nest(SignatureLimits.TimestampDepth))] });
        Assert.Contains("deep", TimestampLab.AssertFault("malformed", deep).Message, StringComparison.Ordinal);
        var many = TimestampLab.WithSigner(s => s with
        {
            UnsignedAttributes = [.. Enumerable.Range(0, 5000).Select(i => new LabAttribute($"2.999.{i}", [5, 0]))],
        });
        Assert.Contains("values", TimestampLab.AssertFault("malformed", many).Message, StringComparison.Ordinal);
    }

    /// <summary>Where text of a stranger gets into a message, it is escaped and short.</summary>
    [Fact]
    public void R15_An_authoritys_free_text_is_escaped()
    {
        var reply = new LabTimestampReply { Status = 2, Texts = ["\u001b[2Jno\"", new string('x', 5000), "a", "b"], Failures = [0] };
        var message = Assert.Throws<TimestampFaultException>(() => TimestampResponse.ReadToken(reply.Encode())).Message;
        Assert.Contains("\"\\u{1b}[2Jno\\\"\"", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 100, 700);
    }

    private static Range Region(byte[] token, string what, byte[] value, int before = 0, int after = 0)
    {
        // In the loose form strings are in pieces; what is looked for here is never a string.
        var start = token.AsSpan().IndexOf(value);
        Assert.True(start >= 0, what);
        return Math.Max(0, start - before)..Math.Min(token.Length, start + value.Length + after);
    }

    private static bool Contains(Range range, int at) => at >= range.Start.Value && at < range.End.Value;

    private static byte[] Repeat(byte[] bytes, int count) => [.. Enumerable.Repeat(bytes, count).SelectMany(b => b)];

    private static byte[] Nest(int depth)
    {
        byte[] value = [5, 0];
        for (var i = 0; i < depth; i++)
        {
            value = LabAttribute.Der(w =>
            {
                using (w.PushSequence())
                {
                    w.WriteEncodedValue(value);
                }
            });
        }

        return value;
    }

    private static string Around(byte[] token, int at) => $"{Convert.ToHexString(token, Math.Max(0, at - 12), Math.Min(24, token.Length - Math.Max(0, at - 12)))} "
        + Encoding.Latin1.GetString(token, Math.Max(0, at - 12), Math.Min(24, token.Length - Math.Max(0, at - 12)));
}
