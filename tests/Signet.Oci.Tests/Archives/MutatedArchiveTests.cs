using Signet.Oci.Archives;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Archives;

namespace Signet.Oci.Tests.Archives;

/// <summary>Archives with some bytes changed, their checksums right or wrong: refused with the reason, or extracted, never a crash.</summary>
public sealed class MutatedArchiveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task H4_ChangedBytesAreRefusedOrStayInTheFolder(int seed)
    {
        var random = new Random(seed);
        var good = Good();
        var refused = 0;
        for (var i = 0; i < 250; i++)
        {
            var root = _directory[$"{i}"];
            Directory.CreateDirectory(root);
            try
            {
                await ArchiveExtractor.ExtractAsync(
                    new MemoryStream(TarLab.Compress(Mutate(good, random))), "x", Path.Combine(root, "out", "x"), null,
                    OciLimits.Default, Running.Test);
            }
            catch (OciException)
            {
                refused++;
                Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(root, "out")));
            }

            Assert.Equal(["out"], Directory.GetFileSystemEntries(root).Select(Path.GetFileName));
            Directory.Delete(root, recursive: true);
        }

        Assert.InRange(refused, 50, 240); // Some of both, or this tries nothing.
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task ChangedBytesOfALayoutAreReadOrRefused(int seed)
    {
        var random = new Random(seed);
        var good = Good();
        var file = _directory["layout.tar"];
        for (var i = 0; i < 500; i++)
        {
            await File.WriteAllBytesAsync(file, Mutate(good, random), Running.Test);
            try
            {
                var content = await ArchivedLayoutContent.OpenAsync(file, OciLimits.Default, Running.Test);
                await content.ReadFileAsync("x/a", 10_000, Running.Test);
            }
            catch (Exception e) when (e is OciException or FileNotFoundException)
            {
                // As it should.
            }
        }
    }

    [Theory]
    [InlineData(100, "states no valid mode")]
    [InlineData(124, "states no valid size")]
    [InlineData(136, "states no valid modification time")]
    [InlineData(148, "checksum is wrong")]
    public async Task Large_numbers_of_GNUs_form_are_read_in_every_field(int field, string fault)
    {
        var archive = TarLab.Of((TarEntryKind.File, "x/a", "12345")).Tar();
        var width = field is 100 or 148 ? 8 : 12;
        archive.AsSpan(field, width).Clear();
        archive[field] = 0x80;
        archive[field + width - 1] = 5;
        if (field == 148)
        {
            var sum = archive[..148].Sum(b => b) + archive[156..TarMutation.HeaderBytes].Sum(b => b) + (8 * ' ');
            (archive[field + 6], archive[field + 7]) = ((byte)(sum >> 8), (byte)sum);
        }
        else
        {
            TarMutation.SetChecksum(archive.AsSpan(0, TarMutation.HeaderBytes));
        }

        var entry = await new TarReader(new MemoryStream(archive), OciLimits.Default).NextAsync(Running.Test);
        Assert.Equal(field == 100 ? 5 : 0x1A4, entry!.Mode);
        Assert.Equal(field == 136 ? 5 : 1_600_000_000, entry.Modified);
        Assert.Equal(5, entry.Size);

        byte[][] bad = width == 12 ? [[0x80, .. Enumerable.Repeat((byte)0xFF, 11)], [0xFF], "9"u8.ToArray()] : [[0xFF], "9"u8.ToArray()];
        foreach (var start in bad)
        {
            start.CopyTo(archive, field);
            if (field != 148)
            {
                TarMutation.SetChecksum(archive.AsSpan(0, TarMutation.HeaderBytes));
            }

            var refused = await TestContent.FailsAsync(
                OciError.Malformed, () => new TarReader(new MemoryStream(archive), OciLimits.Default).NextAsync(Running.Test));
            Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] Good() => new TarLab()
        .Add(TarEntryKind.Directory, "x/")
        .Add(TarEntryKind.File, "x/a", "text")
        .Extend('x', "15 path=x/long\n")
        .Add(TarEntryKind.File, "short", new string('b', 600))
        .Extend('L', "x/longer name\0")
        .Add(TarEntryKind.File, "shorter", "more")
        .Add(TarEntryKind.SymbolicLink, "x/link", "a")
        .Add(TarEntryKind.HardLink, "x/hard", "x/a")
        .Tar();

    private static byte[] Mutate(byte[] good, Random random)
    {
        var archive = TarMutation.Mutate(good, random);
        return random.Next(10) == 0 ? archive[..random.Next(archive.Length)] : archive;
    }
}
