using System.Formats.Asn1;
using System.Numerics;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Crl;
using Signet.TestKit;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Crl.CrlLab;

namespace Signet.Signatures.Tests.Revocation.Crl;

/// <summary>Lists that somebody damaged, and lists of the largest size.</summary>
public sealed class CrlHostileTests
{
    [Fact]
    public void C10_BitFlips_NeverMakeARevokedCertificateGood()
    {
        var list = (With(reason: 1) with { Scope = new() { Addresses = [Url] }, DeltaAddresses = [DeltaUrl] }).Sign(Root);
        for (var bit = 0; bit < list.Length * 8; bit++)
        {
            list[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RevocationStatus.Unknown, Ask(list).Status);
            CrlValidator.DeltaAddresses(list);
            list[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void C10_BitFlipsOfTheDelta_NeverMakeARevokedCertificateGood()
    {
        var list = new LabCrl().Sign(Root);
        var delta = DeltaWith(reason: 6).Sign(Root);
        for (var bit = 0; bit < delta.Length * 8; bit++)
        {
            delta[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(RevocationStatus.Unknown, Ask(list, delta).Status);
            delta[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    /// <summary>Signed by the issuer, so that nothing but the reading of entries stands between damage and answer.</summary>
    [Fact]
    public void C10_DamagedEntriesUnderAGoodSignature_AreNoCrash()
    {
        var entry = EntryOf(With(reason: 1, invalidityDate: Now).Sign(Root));
        for (var bit = 0; bit < entry.Length * 8; bit++)
        {
            entry[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                CrlEntries.Find(entry, Leaf.SerialNumberBytes.Span, signingTime: null);
            }
            catch (AsnContentException)
            {
                // The one exception that the validator knows.
            }

            entry[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void C10_Truncations_AreMalformed()
    {
        var list = With().Sign(Root);
        for (var length = 0; length < list.Length; length++)
        {
            Assert.Equal("Malformed", Outcome(Ask(list[..length])));
        }

        Assert.Equal("Malformed", Outcome(Ask([.. list, 0])));
    }

    /// <summary>32 MiB less a little: the lookup must find the last entry, and make no object for the others.</summary>
    [Fact]
    public void C10_MillionEntries_AreLookedUpInOnePass()
    {
        const int count = 1_000_000;
        var writer = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 32 * 1024 * 1024);
        for (var i = 1; i <= count; i++)
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger((BigInteger)i << 40);
                writer.WriteUtcTime(Now);
            }
        }

        using (writer.PushSequence())
        {
            writer.WriteInteger(Leaf.SerialNumberBytes.Span);
            writer.WriteUtcTime(Now);
        }

        var entries = writer.Encode();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = CrlEntries.Find(entries, Leaf.SerialNumberBytes.Span, signingTime: null);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Now, found?.RevokedAt);
        Assert.True(allocated < 64 * 1024, $"{allocated} bytes were allocated");
        Assert.Null(CrlEntries.Find(entries, [0x7F, 1], signingTime: null));
    }

    /// <summary>Number, indicator, names and signature are by EJBCA; both expired in 2024.</summary>
    [Fact]
    public void Vectors_ListAndDeltaOfEjbca()
    {
        Vectors.SkipUnlessPresent();
        const string folder = "notation-core-go/revocation/crl/testdata";
        var list = Vectors.Read($"{folder}/crlWithMultipleFreshestCRLs.crl");
        var delta = Vectors.Read($"{folder}/delta.crl");

        var address = Assert.Single(CrlValidator.DeltaAddresses(list));
        Assert.StartsWith("http://localhost:80/ejbca/publicweb/webdist/certdist?cmd=deltacrl&", address, StringComparison.Ordinal);
        Assert.Empty(CrlValidator.DeltaAddresses(delta));

        var read = CrlList.Read(delta);
        Assert.Equal((5, 4), ((int)read.Number!, (int)read.DeltaBase!));
        Assert.Equal(new DateTimeOffset(2024, 11, 25, 7, 36, 40, TimeSpan.Zero), read.NextUpdate);
        Assert.Null(CrlRules.Freshness(read, read.NextUpdate!.Value));
        Assert.Equal(RevocationFailure.Stale, CrlRules.Freshness(read, Now)?.Failure);
        // One number for both, made in the same second: as in notation, the delta must be the newer one.
        Assert.Equal(RevocationFailure.Stale, CrlRules.Delta(read, CrlList.Read(list))?.Failure);
        Assert.Equal("NotAuthentic", Outcome(Ask(list, delta)));
    }

    private static byte[] EntryOf(byte[] list) => CrlList.Read(list).Entries.ToArray();
}
