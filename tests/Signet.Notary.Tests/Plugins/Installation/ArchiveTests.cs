using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Signet.Notary.Plugins.Installation;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>Archives good and hostile (attack H2).</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly InstallLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Zip_gives_the_files_at_its_top_with_their_modes()
    {
        await _lab.InstallAsync(RawZip.Of(
            new("notation-foo", InstallLab.Script()) { Mode = 0x8000 | 0xFFF },
            new("LICENSE", "text") { Mode = 0x8000 | 0x180 },
            new("stored", "text") { Method = 0, Mode = 0x8000 | 0x1A4 },
            new("windows.dll", "text") { Mode = null },
            new("empty", ""),
            new("folder/", "") { Mode = 0x4000 | 0x1ED },
            new("folder/notation-bar", InstallLab.Script("bar")),
            new("link", "/etc/passwd") { Mode = 0xA000 | 0x1FF }));
        Assert.Equal(
            ["LICENSE", "empty", "notation-foo", "stored", "windows.dll"],
            Directory.GetFileSystemEntries(_lab.Installed("foo")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("text", await File.ReadAllTextAsync(_lab.Installed("foo", "stored"), InstallLab.Token));
        Assert.Equal((UnixFileMode)0x1ED, _lab.ModeOf("foo", "notation-foo")); // 07777 is cut to 0755.
        Assert.Equal((UnixFileMode)0x180, _lab.ModeOf("foo", "LICENSE"));
        Assert.Equal((UnixFileMode)0x1A4, _lab.ModeOf("foo", "windows.dll"));
        Assert.Equal((UnixFileMode)0x1ED, _lab.ModeOf("foo"));
    }

    [Fact]
    public async Task Zip_of_the_class_library_is_read()
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var stream = zip.CreateEntry("notation-foo").Open();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(InstallLab.Script()), InstallLab.Token);
        }

        Assert.Equal("foo", (await _lab.InstallAsync(archive.ToArray())).Installed.Name);
    }

    [Theory]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    [InlineData(TarEntryFormat.V7)]
    public async Task Tar_gives_all_files_under_their_last_name(TarEntryFormat format)
    {
        var deep = string.Concat(Enumerable.Repeat("folder/", format == TarEntryFormat.V7 ? 8 : format == TarEntryFormat.Ustar ? 20 : 30));
        await _lab.InstallAsync(RawTar.Of(
            RawTar.File($"{deep}notation-foo", InstallLab.Script(), (UnixFileMode)0xFFF, format),
            RawTar.File("./LICENSE", "text", (UnixFileMode)0x180, format),
            RawTar.Special("folder/", TarEntryType.Directory),
            RawTar.Link("link", TarEntryType.SymbolicLink, "/etc/passwd"),
            RawTar.Link("hard", TarEntryType.HardLink, "LICENSE"),
            RawTar.Special("device", TarEntryType.CharacterDevice),
            RawTar.Special("pipe", TarEntryType.Fifo)));
        Assert.Equal(
            ["LICENSE", "notation-foo"],
            Directory.GetFileSystemEntries(_lab.Installed("foo")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((UnixFileMode)0x1ED, _lab.ModeOf("foo", "notation-foo"));
        Assert.Equal((UnixFileMode)0x180, _lab.ModeOf("foo", "LICENSE"));
    }

    [Theory]
    [InlineData("../notation-foo", "contain '..', but found \"../notation-foo\"")]
    [InlineData("a..b", "contain '..'")]
    [InlineData("folder/../../x", "contain '..'")]
    [InlineData("/etc/cron.d/x", "be an absolute path")]
    [InlineData("folder\\x", "contain a backslash or colon")]
    [InlineData("C:x", "contain a backslash or colon")]
    [InlineData("x\ny", "contain control characters")]
    [InlineData(300, "be longer than 255 bytes")]
    public async Task H2_names_that_lead_elsewhere_are_refused(object name, string message)
    {
        var text = name is int length ? new string('x', length) : (string)name;
        await _lab.RefusedAsync(
            RawZip.Of(new("notation-foo", InstallLab.Script()), new(text, "x")),
            PluginInstallFault.Archive, $"file name in zip cannot {message}");
        await _lab.RefusedAsync(
            RawTar.Of(RawTar.File("notation-foo", InstallLab.Script()), RawTar.File(text, "x", format: TarEntryFormat.Pax)),
            PluginInstallFault.Archive, $"file name in tar.gz cannot {message}");
    }

    [Theory]
    [InlineData("LICENSE", "LICENSE")]
    [InlineData("LICENSE", "License")]
    [InlineData("notation-foo", "NOTATION-FOO")]
    public async Task H2_two_files_of_one_name_are_refused(string one, string other)
    {
        RawZipEntry[] entries = [new("notation-foo", InstallLab.Script()), new(one, "1"), new(other, "2")];
        await _lab.RefusedAsync(
            RawZip.Of([.. entries.Skip(one == "notation-foo" ? 1 : 0)]), PluginInstallFault.Archive, "two files are called");
        await _lab.RefusedAsync(
            RawTar.Of(RawTar.File($"a/{one}", "1"), RawTar.File($"b/{other}", "2")),
            PluginInstallFault.Archive, "two files are called");
    }

    public static TheoryData<string, byte[], string> Damaged()
    {
        var script = InstallLab.Script();
        var good = RawZip.Of(new("notation-foo", script), new RawZipEntry("x", "x"));
        var tar = RawTar.Of(RawTar.File("notation-foo", script));
        using var twice = new RawZip();
        twice.Add(new("notation-foo", script));
        using var many = new RawZip();
        many.Add(new("notation-foo", script));
        return new()
        {
            { "more than it says", RawZip.Of(new RawZipEntry("notation-foo", script) { Bytes = 10 }), "zip: not a valid zip file" },
            { "less than it says", RawZip.Of(new RawZipEntry("notation-foo", script) { Bytes = 1 << 20 }), "unexpected EOF" },
            { "wrong checksum", RawZip.Of(new RawZipEntry("notation-foo", script) { Crc = 1 }), "zip: checksum error" },
            { "encrypted", RawZip.Of(new RawZipEntry("notation-foo", script) { Flags = 1 }), "encrypted" },
            { "unknown method", RawZip.Of(new RawZipEntry("notation-foo", script) { Method = 12 }), "compressed otherwise" },
            { "no deflate", RawZip.Of(new RawZipEntry("notation-foo", script) { Method = 8 }).Select((b, i) => i is >= 42 and < 60 ? (byte)0xFF : b).ToArray(), "zip:" },
            { "other local name", RawZip.Of(new RawZipEntry("notation-foo", script) { LocalName = "notation-bar" }), "differ" },
            { "beyond the end", RawZip.Of(new RawZipEntry("notation-foo", script) { Offset = 1 << 30 }), "is not in it" },
            { "content beyond the end", RawZip.Of(new RawZipEntry("notation-foo", script) { CompressedBytes = 1 << 30 }), "differ" },
            { "fewer entries announced", twice.Finish(0), "more than it says" },
            { "too many entries announced", many.Finish(5000), "at most 4096" },
            { "cut off", good[..^30], "zip: not a valid zip file" },
            { "something after it", [.. good, 0], "zip: not a valid zip file" },
            { "only its start", good[..60], "zip: not a valid zip file" },
            { "gzip cut off", tar[..^40], "it ends in the middle of a" },
            { "gzip with wrong checksum", [.. tar[..^8], 1, 2, 3, 4, .. tar[^4..]], "gzip" },
            { "gzip of something else", RawTar.Zip(Encoding.UTF8.GetBytes(new string('x', 2000))), "a header's checksum is wrong" },
            { "tar cut off in content", RawTar.Zip(RawTar.Header("notation-foo", '0', "00000010000"), new byte[100]), "it ends in the middle of a file" },
            { "tar cut off in header", RawTar.Zip(RawTar.Header("notation-foo", '0', "00000000000")[..300]), "it ends in the middle of a header" },
            { "tar size no number", RawTar.Zip(RawTar.Header("notation-foo", '0', "0000009")), "a header states no valid size" },
            { "tar negative size", RawTar.Zip(RawTar.Header("notation-foo", '0', "ÿÿÿÿÿÿÿÿÿÿÿÿ")), "a header states no valid size" },
            { "tar file called dot", RawTar.Zip(RawTar.Header("folder/.", '0', "00000000000")), "the name of a folder" },
            { "zip file called dot", RawZip.Of(new RawZipEntry(".", "x")), "the name of a folder" },
            { "sparse", RawTar.Zip(RawTar.Header("notation-foo", 'S', "00000000000", magic: "ustar  \0")), "sparse" },
            { "pax record damaged", RawTar.Zip(RawTar.Header("p", 'x', "00000000012"), RawTar.Padded("99 path=x\n")), "an extended header is damaged" },
            { "pax sparse", RawTar.Zip(RawTar.Header("p", 'x', "00000000026"), RawTar.Padded("22 GNU.sparse.major=1\n")), "sparse" },
        };
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task H2_archives_that_lie_are_refused(string how, byte[] package, string message)
    {
        TestContext.Current.SendDiagnosticMessage(how);
        await _lab.RefusedAsync(package, PluginInstallFault.Archive, message);
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar of what is passed over")]
    public async Task H2_bombs_stop_at_the_limit(string kind)
    {
        const string Half = "01000000000"; // 128 MiB
        var zeros = new byte[64 * 1024 * 1024];
        var type = kind == "tar" ? '0' : 'Z';
        var package = kind == "zip"
            ? RawZip.Of(new("notation-foo", InstallLab.Script()), new("a", zeros), new("b", zeros), new("c", zeros), new("d", zeros))
            : RawTar.Zip(
                RawTar.Header("a", type, Half), zeros, zeros, RawTar.Header("b", type, Half), zeros, zeros,
                RawTar.Header("c", type, Half), zeros, zeros);
        Assert.True(package.Length < 4 * 1024 * 1024);
        await _lab.RefusedAsync(package, PluginInstallFault.TooLarge, "total file size reached the 256 MiB size limit");
    }

    [Fact]
    public async Task H2_entries_that_share_content_are_refused()
    {
        var zip = new RawZip();
        zip.Add(new("a", "content"));
        zip.Add(new("b", "content") { Offset = 0 });
        await _lab.RefusedAsync(zip.Finish(), PluginInstallFault.Archive, "its directory and the header of \"b\" differ");
    }

    [Fact]
    public async Task H2_sizes_beyond_the_limit_are_refused_before_they_are_read()
    {
        await _lab.RefusedAsync(
            RawTar.Zip(RawTar.Header("notation-foo", '0', "02000000000")), PluginInstallFault.TooLarge, "256 MiB size limit");
        await _lab.RefusedAsync(
            RawTar.Zip(RawTar.Header("x", 'x', "01777777777")), PluginInstallFault.Archive, "the limit is 65536");
        await _lab.RefusedAsync(
            RawTar.Zip(
                RawTar.Header("p", 'x', "00000000022"), RawTar.Padded("18 size=314572800\n"), RawTar.Header("notation-foo", '0', "00000000001")),
            PluginInstallFault.TooLarge, "256 MiB size limit");
    }

    [Fact]
    public async Task H2_entries_are_counted()
    {
        var headers = Enumerable.Range(0, 4097).Select(i => RawTar.Header($"f{i}", '5', "00000000000")).ToArray();
        await _lab.RefusedAsync(RawTar.Zip(headers), PluginInstallFault.Archive, "more than the limit of 4096 entries");
    }

    [Fact]
    public async Task H2_archives_in_archives_stay_files()
    {
        var inner = RawZip.Of(new RawZipEntry("notation-bar", InstallLab.Script("bar")));
        await _lab.InstallAsync(RawZip.Of(new("notation-foo", InstallLab.Script()), new("inner.zip", inner)));
        Assert.Equal(inner, await File.ReadAllBytesAsync(_lab.Installed("foo", "inner.zip"), InstallLab.Token));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task H2_no_flipped_bit_gets_something_else_installed(int seed)
    {
        var random = new Random(seed);
        var script = InstallLab.Script();
        byte[][] packages =
        [
            RawZip.Of(new("notation-foo", script), new("LICENSE", "text")),
            RawTar.Of(RawTar.File("notation-foo", script), RawTar.File("LICENSE", "text")),
        ];
        for (var i = 0; i < 150; i++)
        {
            var package = packages[i % 2].ToArray();
            package[random.Next(4, package.Length)] ^= (byte)(1 << random.Next(8));
            var folder = new PackageFolder(Directory.CreateDirectory(_lab.PathOf($"unpacked-{i}")).FullName);
            await using var source = await PluginSource.OpenFileAsync(_lab.Put("package", package), InstallLab.Token);
            try
            {
                await PluginPackage.UnpackAsync(source, folder, InstallLab.Token);
            }
            catch (PluginInstallException)
            {
                continue;
            }

            foreach (var file in Directory.GetFiles(folder.Path))
            {
                Assert.Contains(await File.ReadAllTextAsync(file, InstallLab.Token), new[] { script, "text" });
            }
        }
    }
}
