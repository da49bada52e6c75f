using Microsoft.Win32.SafeHandles;
using Signet.Oci.Files;
using Signet.Oci.Graph;
using Signet.Oci.Graph.Transfer;
using Signet.Oci.Repositories;

namespace Signet.Oci.Packing;

/// <summary>Writes single files of an artifact: each appears under its name whole and checked, or not at all.</summary>
internal sealed class FileFetcher(IRepository source, PullOptions options)
{
    // 0666, from which the umask takes away.
    private const UnixFileMode Mode = AtomicFile.Shared | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly RepositorySource _content = new(source);

    /// <summary>
    /// Fetches a file. Of a large one, what a stopped pull left or an earlier one put in its place is taken over as far as it
    /// is right, and when this one is stopped, what it has stays for the next.
    /// </summary>
    public async Task FetchAsync(PulledFile file, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        Directory.CreateDirectory(folder);
        if (file.Descriptor.Size >= ResumedCopy.MinBytes)
        {
            await FetchLargeAsync(file, new PartialFile(folder, file.Descriptor), cancellationToken).ConfigureAwait(false);
            return;
        }

        var content = await source.OpenBlobAsync(file.Descriptor, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await PlaceAsync(file, content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes a file that has the content of another.</summary>
    public async Task CopyAsync(PulledFile from, PulledFile file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        var content = BoundedReader.OpenFile(from.Path);
        await using (content.ConfigureAwait(false))
        {
            await PlaceAsync(file, content, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FetchLargeAsync(PulledFile file, PartialFile partial, CancellationToken cancellationToken)
    {
        var temporary = partial.NewPath();
        var (target, mode) = PartialFile.Create(temporary, Mode);
        var isTaken = false;
        try
        {
            await PlaceAsync(file, temporary, target, FillAsync, () => isTaken, cancellationToken).ConfigureAwait(false);
        }
        catch when (new FileInfo(temporary) is { Exists: true } kept)
        {
            options.Progress?.Invoke(new TransferEvent(TransferStage.Kept, file.Descriptor) { Bytes = kept.Length });
            throw;
        }

        async Task FillAsync(SafeFileHandle handle)
        {
            var beginning = await partial.TakeAsync(file.Path, handle, cancellationToken).ConfigureAwait(false);
            partial.RemoveOthers(temporary);
            isTaken = true;
            await ResumedCopy.RunAsync(
                file.Descriptor,
                handle,
                beginning,
                (offset, hashed, ct) => _content.OpenAsync(file.Descriptor, offset, hashed, ct),
                bytes => Moved(file, bytes),
                cancellationToken).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(handle, mode);
            }
        }
    }

    private async Task PlaceAsync(PulledFile file, Stream content, CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(file.Path)!, AtomicFile.TemporaryName(Path.GetFileName(file.Path)));
        await PlaceAsync(
            file,
            temporary,
            AtomicFile.CreateNew(temporary, Mode),
            handle => VerifiedCopy.RunAsync(file.Descriptor, content, handle, 0, 0, bytes => Moved(file, bytes), cancellationToken),
            () => false,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Has a new file filled beside its place, and moves it there. When that fails it is removed, unless
    /// <paramref name="isWorthKeeping"/> and it is large.
    /// </summary>
    private async Task PlaceAsync(
        PulledFile file,
        string temporary,
        FileStream target,
        Func<SafeFileHandle, Task> fill,
        Func<bool> isWorthKeeping,
        CancellationToken cancellationToken)
    {
        var length = 0L;
        try
        {
            await using (target.ConfigureAwait(false))
            {
                try
                {
                    await fill(target.SafeFileHandle).ConfigureAwait(false);
                    target.Flush(flushToDisk: true);
                }
                finally
                {
                    length = RandomAccess.GetLength(target.SafeFileHandle);
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (!OperatingSystem.IsWindows())
                {
                    // Still open and so locked: another pull would take a closed one for something left behind.
                    File.Move(temporary, file.Path, overwrite: !options.KeepsOldFiles);
                }
            }

            if (OperatingSystem.IsWindows())
            {
                File.Move(temporary, file.Path, overwrite: !options.KeepsOldFiles); // An open file has no other name there.
            }
        }
        catch
        {
            if (length < ResumedCopy.MinBytes || !isWorthKeeping())
            {
                AtomicFile.TryDelete(temporary);
            }

            throw;
        }

        DirectorySync.Flush(Path.GetDirectoryName(file.Path)!);
    }

    private void Moved(PulledFile file, long bytes) =>
        options.Progress?.Invoke(new TransferEvent(TransferStage.Moved, file.Descriptor) { Bytes = bytes });
}
