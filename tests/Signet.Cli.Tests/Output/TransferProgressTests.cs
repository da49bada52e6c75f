using Signet.Cli.CommandLine;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Packing;

namespace Signet.Cli.Tests.Output;

public sealed class TransferProgressTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly ManualClock _clock = new();
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    public async Task A_log_gets_the_lines_of_oras_unless_programs_read(bool isQuiet, bool isTerminal, bool isSilent)
    {
        var (blob, there, mounted) = (Blob('b', "app.tar"), Blob('c', null), Blob('d', "lib"));
        await using (var progress = TransferProgress.Open(Context(isTerminal), TransferWords.Push, noTty: true, isQuiet))
        {
            progress.Note("Preparing app.tar");
            Tell(progress, TransferStage.Planned, blob, there, mounted);
            Tell(progress, TransferStage.Started, blob);
            progress.Moving(blob).Report(MiB);
            Tell(progress, TransferStage.Skipped, there);
            Tell(progress, TransferStage.Mounted, mounted);
            Tell(progress, TransferStage.Done, blob);
            progress.Report(new(TransferStage.Tagged, blob) { Tag = "v1" });
        }

        Assert.Equal(
            isSilent
                ? ""
                : "Preparing app.tar\nUploading bbbbbbbbbbbb app.tar\nExists    cccccccccccc text/plain\n"
                + "Mounted   dddddddddddd lib\nUploaded  bbbbbbbbbbbb app.tar\n",
            _out.ToString());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task A_log_says_now_and_then_how_much_is_done_of_what_has_to_be()
    {
        var (blob, there) = (Blob('b', "app.tar"), Blob('c', "there"));
        await using var progress = TransferProgress.Open(Context(isTerminal: false), TransferWords.Copy, noTty: false);
        Tell(progress, TransferStage.Planned, blob, there);
        Tell(progress, TransferStage.Skipped, there);
        Tell(progress, TransferStage.Started, blob);
        progress.Moving(blob).Report(MiB);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal("copied 1.0 MiB of 4.0 MiB, 102.4 KiB/s, 30 s left\n", _error.ToString());
    }

    [Fact]
    public async Task On_a_terminal_lines_stay_above_the_bars_and_standard_output_is_left_alone()
    {
        var (first, second, waiting) = (Blob('b', "a"), Blob('c', "b"), Blob('d', "c"));
        await using (var progress = TransferProgress.Open(Context(isTerminal: true), TransferWords.Push, noTty: false))
        {
            progress.Note("Preparing a");
            Tell(progress, TransferStage.Planned, first, second, waiting);
            Tell(progress, TransferStage.Started, first, second);
            progress.Moving(first).Report(2 * MiB);
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            const string Bars = "[############------------]  50 %  2.0 MiB of 4.0 MiB  a\n[------------------------]   0 %  0 B of 4.0 MiB  b\n"
                + "0 of 3 done, 2.0 MiB of 12.0 MiB, 10.0 MiB/s, 1 s left\n";
            Assert.Equal(Bars, Taken());

            Tell(progress, TransferStage.Done, first);
            Assert.Equal("\e[3A\e[JUploaded  bbbbbbbbbbbb a\n" + Bars, Taken());

            _clock.Advance(TimeSpan.FromMilliseconds(200));
            Assert.StartsWith("\e[3A\e[J[------------------------]   0 %  0 B of 4.0 MiB  b\n1 of 3 done, ", Taken(), StringComparison.Ordinal);
        }

        Assert.Equal("\e[2A\e[J", Taken());
        Assert.Empty(_out.ToString());
    }

    [Fact]
    public async Task A_manifest_that_was_read_is_processed_and_has_no_bar()
    {
        var manifest = Blob('e', null) with { MediaType = MediaTypes.ImageManifest };
        await using (var log = TransferProgress.Open(Context(isTerminal: false), TransferWords.Pull, noTty: false))
        {
            Tell(log, TransferStage.Started, manifest);
            Tell(log, TransferStage.Done, manifest);
        }

        Assert.Equal(
            string.Concat(new[] { "Downloading", "Processing ", "Downloaded " }.Select(word => $"{word} eeeeeeeeeeee {MediaTypes.ImageManifest}\n")),
            _out.ToString());
        await using var bars = TransferProgress.Open(Context(isTerminal: true), TransferWords.Pull, noTty: false);
        Tell(bars, TransferStage.Started, manifest);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.StartsWith("4.0 MiB of 4.0 MiB", Taken(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_many_threads_stay_whole()
    {
        var blobs = Enumerable.Range(0, 500).Select(i => Descriptor.Of("text/plain", BitConverter.GetBytes(i))).ToList();
        await using (var progress = TransferProgress.Open(Context(isTerminal: false), TransferWords.Push, noTty: false))
        {
            await Parallel.ForEachAsync(blobs, TestContext.Current.CancellationToken, (blob, _) =>
            {
                Tell(progress, TransferStage.Started, blob);
                Tell(progress, TransferStage.Done, blob);
                return ValueTask.CompletedTask;
            });
        }

        Assert.Equal(
            blobs.SelectMany(b => new[] { $"Uploaded  {b.Digest.Hex[..12]} text/plain", $"Uploading {b.Digest.Hex[..12]} text/plain" })
                .Order(StringComparer.Ordinal),
            _out.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static void Tell(TransferProgress progress, TransferStage stage, params Descriptor[] descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            progress.Report(new(stage, descriptor));
        }
    }

    private static Descriptor Blob(char digest, string? title) => new()
    {
        MediaType = "text/plain",
        Digest = Digest.Parse($"sha256:{new string(digest, 64)}"),
        Size = 4 * MiB,
        Annotations = title is null ? null : new Dictionary<string, string> { [PackingTypes.Title] = title },
    };

    private string Taken()
    {
        var text = _error.ToString();
        _error.GetStringBuilder().Clear();
        return text;
    }

    private CommandContext Context(bool isTerminal) => new(_out, _error, () => TextReader.Null, _ => null, _ => { })
    {
        Clock = _clock, HasErrorTerminal = isTerminal,
    };
}
