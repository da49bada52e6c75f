using System.Formats.Tar;
using System.IO.Compression;
using Signet.Notary.Plugins.Installation;
using Signet.TestKit.Archives;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>Packages with some bytes changed: unpacked into their folder or refused with the reason, never a crash (attack H2).</summary>
public sealed class MutatedPackageTests : IDisposable
{
    private readonly InstallLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task H2_tar_with_changed_headers(int seed)
    {
        var random = new Random(seed);
        var good = Tar();
        await UnpackAsync(300, () => RawTar.Zip(TarMutation.Mutate(good, random)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task H2_zip_with_changed_bytes(int seed)
    {
        var random = new Random(seed);
        var good = RawZip.Of(
            new("notation-foo", InstallLab.Script()), new("LICENSE", "text"), new("folder/", "") { Mode = 0x4000 | 0x1ED },
            new("stored", "text") { Method = 0 });
        var directory = good.AsSpan().IndexOf("PK\u0001\u0002"u8);
        await UnpackAsync(400, () =>
        {
            var package = good.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(random.Next(4) == 0 ? 0 : directory, package.Length);
                package[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(package[at] ^ (1 << random.Next(8)));
            }

            return package;
        });
    }

    [Theory]
    [InlineData(100, "\u0080\0\0\0\0\0\0\u0040", null)]
    [InlineData(124, "\u0080\0\0\0\0\0\0\0\0\0\0\u0004", null)]
    [InlineData(124, "\u0080ÿÿÿÿÿÿÿÿÿÿÿ", "a header states no valid size")]
    [InlineData(124, "ÿ", "a header states no valid size")]
    [InlineData(148, "\u0080\0\0\0\0\0\0\u0001", "a header's checksum is wrong")]
    public async Task H2_numbers_of_GNUs_form_are_read_in_every_field(int at, string text, string? fault)
    {
        var header = RawTar.Header("LICENSE", '0', "00000000004");
        System.Text.Encoding.Latin1.GetBytes(text).CopyTo(header, at);
        if (at != 148)
        {
            TarMutation.SetChecksum(header);
        }

        var package = RawTar.Zip(header, RawTar.Padded("text"), new byte[2 * TarMutation.HeaderBytes]);
        if (fault is not null)
        {
            await _lab.RefusedAsync(package, PluginInstallFault.Archive, fault);
            return;
        }

        var folder = await UnpackAsync(package);
        Assert.Equal("text", await File.ReadAllTextAsync(Path.Combine(folder, "LICENSE"), InstallLab.Token));
    }

    private async Task UnpackAsync(int count, Func<byte[]> next)
    {
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            try
            {
                Assert.Empty(Directory.GetDirectories(await UnpackAsync(next())));
            }
            catch (PluginInstallException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, count / 10, count * 99 / 100); // Some of both, or this tries nothing.
        Assert.Equal(["package", "unpacked"], Directory.GetFileSystemEntries(_lab.PathOf("")).Select(Path.GetFileName).Order());
    }

    private async Task<string> UnpackAsync(byte[] package)
    {
        var folder = _lab.PathOf("unpacked");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        await using var source = await PluginSource.OpenFileAsync(_lab.Put("package", package), InstallLab.Token);
        await PluginPackage.UnpackAsync(source, new PackageFolder(folder), InstallLab.Token);
        return folder;
    }

    /// <summary>Every kind of header there is: of POSIX, with records; of GNU, with a long name; old; links.</summary>
    private static byte[] Tar()
    {
        using var unzipped = new MemoryStream();
        using (var zip = new GZipStream(
            new MemoryStream(RawTar.Of(
                RawTar.File("notation-foo", InstallLab.Script()),
                RawTar.File("folder/LICENSE", "text", format: TarEntryFormat.Pax),
                RawTar.File(new string('l', 150), "text", format: TarEntryFormat.Gnu),
                RawTar.File("old", "text", format: TarEntryFormat.V7),
                RawTar.Link("link", TarEntryType.SymbolicLink, "LICENSE"))),
            CompressionMode.Decompress))
        {
            zip.CopyTo(unzipped);
        }

        return unzipped.ToArray();
    }
}
