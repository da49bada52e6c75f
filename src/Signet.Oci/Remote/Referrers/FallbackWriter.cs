using System.Security.Cryptography;
using Signet.Oci.Manifests;

namespace Signet.Oci.Remote.Referrers;

/// <summary>
/// Adds to and takes from the index under a referrers tag so that parallel writers lose nothing (distribution-spec,
/// "Pushing Manifests with Subject"; oras loses 7 of 10 parallel attachments).
/// </summary>
/// <remarks>
/// Registries offer no compare-and-swap, except a few by <c>If-Match</c>, which is sent where there is an entity tag.
/// Otherwise reads close the gap between reading an index and replacing it. The first is sent just ahead of the PUT, and
/// more follow while the registry works on it: what they return is what the PUT overwrites, so that entries which came in
/// between are put back. The last follows the PUT, after as long as a PUT takes the registry: it shows whether a writer
/// that had read before overwrote it. Whoever sees a trace of another writer keeps watching until the index has held
/// still for a while.
/// </remarks>
internal sealed class FallbackWriter(RepositoryEndpoint endpoint, ManifestStore manifests, ReferrersState state)
{
    private const int MaxRounds = 60;

    // The longest wait for others that may have begun to replace the index when nothing shows that there are any.
    private static readonly TimeSpan MaxLinger = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan MinLinger = TimeSpan.FromMilliseconds(5);

    // Consecutive reads without a difference before a contended index counts as settled.
    private const int SettledAfter = 3;

    /// <summary>Lists <paramref name="entry"/> among the subject's referrers, or takes it off.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="entry">The referrer.</param>
    /// <param name="isRemoval">True to take it off.</param>
    /// <param name="firstRead">The index when it is being read already; null to read it here.</param>
    /// <param name="cancellationToken">Ends the work; the index is then as one of the PUTs left it.</param>
    /// <returns>A replaced index that the registry would not delete; null when nothing is left over.</returns>
    public async Task<Descriptor?> ApplyAsync(
        Digest subject,
        Descriptor entry,
        bool isRemoval,
        Task<FallbackIndex>? firstRead,
        CancellationToken cancellationToken)
    {
        var tag = ReferrersTag.For(subject);
        var writer = state.Writer(tag);
        if (!writer.Wait(0, CancellationToken.None))
        {
            firstRead = null; // Another writer of this process is at work: what was read before is out of date.
            await writer.WaitAsync(cancellationToken);
        }

        try
        {
            var current = firstRead is null ? await ReadAsync(subject, cancellationToken) : await firstRead;
            return await WriteAsync(
                tag,
                subject,
                new SeenEntries(entry, isRemoval),
                current,
                isContended: false,
                deletesReplaced: true,
                cancellationToken);
        }
        finally
        {
            writer.Release();
        }
    }

    private async Task<Descriptor?> WriteAsync(
        string tag,
        Digest subject,
        SeenEntries seen,
        FallbackIndex current,
        bool isContended,
        bool deletesReplaced,
        CancellationToken cancellationToken)
    {
        var replaced = new Dictionary<Digest, Descriptor>();
        Descriptor? written = null;
        var usesCondition = true;
        var settled = 0;
        for (var round = 0; round < MaxRounds; round++)
        {
            isContended |= written is not null && current.Descriptor?.Digest != written.Digest;
            var wanted = seen.Wanted(current);
            FallbackIndex? after = null;
            seen.Add(current.Entries);
            if (wanted is not null)
            {
                settled = 0;
                var outcome = await ReplaceAsync(tag, subject, current, wanted, usesCondition, cancellationToken);
                written = outcome.Written;
                after = outcome.After;
                isContended |= written is null;
                foreach (var other in outcome.Overwritten)
                {
                    isContended = true;
                    seen.Add(other.Entries);
                    replaced.TryAdd(other.Descriptor!.Digest, other.Descriptor);
                }

                if (written is not null && current.Descriptor is { } old)
                {
                    replaced.TryAdd(old.Digest, old);
                }
            }
            else if (!isContended || ++settled >= SettledAfter)
            {
                return deletesReplaced
                    ? await DeleteAsync(tag, subject, seen, current, replaced, cancellationToken)
                    : null;
            }

            if (isContended)
            {
                await PauseAsync(round, cancellationToken);
                after = null;
            }

            var previous = current;
            current = after ?? await ReadAsync(subject, cancellationToken);

            // Refused although nothing changed: the registry's entity tags are not what If-Match compares with.
            usesCondition &= !(wanted is not null && written is null && current.Descriptor?.Digest == previous.Descriptor?.Digest);
        }

        throw new OciException(
            OciError.Refused,
            $"{endpoint.Describe(tag)}: other writers kept replacing the index of referrers; the manifest is stored but not "
            + "listed in it. Run the command again when they have finished");
    }

    private async Task<Replacement> ReplaceAsync(
        string tag,
        Digest subject,
        FallbackIndex current,
        IReadOnlyList<Descriptor> wanted,
        bool usesCondition,
        CancellationToken cancellationToken)
    {
        var content = ManifestWriter.WriteReferrersIndex(wanted);
        if (content.Length > endpoint.Limits.ManifestBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"{endpoint.Describe(tag)}: the index of referrers would have {content.Length} bytes, more than registries take "
                + $"({endpoint.Limits.ManifestBytes}); remove referrers that are no longer needed");
        }

        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, content);
        var time = endpoint.Connection.Time;
        var start = time.GetTimestamp();
        var sent = start;
        var overwritten = new List<FallbackIndex>();
        TimeSpan? fastestRead = null;
        var slowestRead = TimeSpan.Zero;
        Task<FallbackIndex>? after = null;
        var guard = ReadAsync(subject, cancellationToken); // Sent first.
        var put = manifests.PutAsync(
            tag, descriptor, content, usesCondition ? Condition(current) : null, cancellationToken);
        try
        {
            while (await Task.WhenAny(guard, put) == guard)
            {
                var read = time.GetElapsedTime(sent);
                fastestRead = Min(fastestRead ?? TimeSpan.MaxValue, read);
                slowestRead = read > slowestRead ? read : slowestRead;
                if (IsOther(await guard))
                {
                    overwritten.Add(await guard);
                }

                sent = time.GetTimestamp();
                guard = ReadAsync(subject, cancellationToken);
            }

            var answer = await put;
            await Task.Delay(Linger(time.GetElapsedTime(start), fastestRead, slowestRead), time, cancellationToken);
            after = ReadAsync(subject, cancellationToken); // Beside the guard that is still out, not behind it.
            if (IsOther(await guard))
            {
                overwritten.Add(await guard);
            }

            return new Replacement(answer is null ? null : descriptor, overwritten, await after);
        }
        finally
        {
            Observe(guard);
            Observe(put);
            Observe(after);
        }

        bool IsOther(FallbackIndex found) => found.Descriptor is { } other
            && other.Digest != descriptor.Digest && other.Digest != current.Descriptor?.Digest;
    }

    // Another writer's PUT can undo this one unseen by that writer's own reads only when it takes effect between the last of
    // them and its end: within the time of a read, and within what a PUT takes the registry, which is what it takes longer
    // than a read (the way there and back is not counted). Twice the smaller of the two covers a writer that is slower.
    private static TimeSpan Linger(TimeSpan put, TimeSpan? fastestRead, TimeSpan slowestRead)
    {
        var linger = fastestRead is { } read ? 2 * Min(put - read, slowestRead) : TimeSpan.Zero;
        return linger < MinLinger ? MinLinger : Min(linger, MaxLinger);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    // When one of the two fails, the failure of the other is not news.
    private static void Observe(Task? task) => _ = task?.ContinueWith(
        static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    // Weak tags never match in a condition on a change (RFC 9110 §13.1.1).
    private static KeyValuePair<string, string>? Condition(FallbackIndex current) => current switch
    {
        { Descriptor: null } => new("If-None-Match", "*"),
        { EntityTag: { } tag } when tag.StartsWith('"') => new("If-Match", tag),
        _ => null,
    };

    /// <summary>
    /// Deletes the indexes that were replaced. Deleting is by digest and takes tags along: should the tag have come back
    /// to such a digest meanwhile, because another writer wrote equal content, the read afterwards shows it gone, and the
    /// index is written again.
    /// </summary>
    private async Task<Descriptor?> DeleteAsync(
        string tag,
        Digest subject,
        SeenEntries seen,
        FallbackIndex current,
        Dictionary<Digest, Descriptor> replaced,
        CancellationToken cancellationToken)
    {
        Descriptor? leftOver = null;
        var isAnyDeleted = false;
        foreach (var old in replaced.Values.Where(d => d.Digest != current.Descriptor?.Digest))
        {
            if (state.KeepsOldIndexes)
            {
                leftOver = old;
                continue;
            }

            try
            {
                await manifests.DeleteAsync(old.Digest, isRetried: false, cancellationToken);
                isAnyDeleted = true;
            }
            catch (OciException e) when (e.Error == OciError.NotFound)
            {
                // Another writer replaced the same index and was first.
            }
            catch (OciException e)
            {
                leftOver = old;
                state.KeepsOldIndexes |= e.Error is OciError.Unsupported or OciError.Forbidden or OciError.Unauthorized;
            }
        }

        if (isAnyDeleted)
        {
            current = await ReadAsync(subject, cancellationToken);
            if (seen.IsMissingAny(current))
            {
                await WriteAsync(
                    tag, subject, seen, current, isContended: true, deletesReplaced: false, cancellationToken);
            }
        }

        return leftOver;
    }

    private Task<FallbackIndex> ReadAsync(Digest subject, CancellationToken cancellationToken) =>
        FallbackIndex.ReadAsync(endpoint, manifests, subject, cancellationToken);

    // Writers that met once must not meet again in step.
    private Task PauseAsync(int round, CancellationToken cancellationToken)
    {
        var milliseconds = RandomNumberGenerator.GetInt32(20, 80) * (2 + Math.Min(round, 6)) / 2;
        return Task.Delay(TimeSpan.FromMilliseconds(milliseconds), endpoint.Connection.Time, cancellationToken);
    }

    /// <summary>How one PUT went.</summary>
    /// <param name="Written">What is under the tag by it; null when its condition did not hold.</param>
    /// <param name="Overwritten">What other writers had put there unnoticed.</param>
    /// <param name="After">What is under the tag afterwards.</param>
    private sealed record Replacement(
        Descriptor? Written, IReadOnlyList<FallbackIndex> Overwritten, FallbackIndex After);
}
