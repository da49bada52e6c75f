using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Graph;
using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Promotion;

/// <summary>One promotion, while it goes on. Each stage is a method; <see cref="Stages"/> is their order.</summary>
internal sealed class PromotionRun(PromotionRequest request, TrustStore trustStore, VerifierOptions options)
{
    private readonly PromotionSide _source = request.Source;
    private readonly PromotionSide _destination = request.Destination;
    private readonly List<PromotionStep> _steps = [];
    private readonly StagingArea _staging = new();
    private readonly List<Stamp> _stamps = [];
    private PromotionStage _stage;
    private Manifest? _root;
    private Descriptor? _tagged;
    private GraphVerdict? _sourceVerdict;
    private GraphVerdict? _destinationVerdict;
    private CopyResult? _copy;
    private Descriptor? _record;
    private TagState _tag;

    private Descriptor Root => _root!.Descriptor;

    private bool IsAlreadyTagged => _tagged?.Digest == Root.Digest;

    public async Task<PromotionResult> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (stage, work) in Stages())
        {
            _stage = stage;
            Ending? ending;
            try
            {
                ending = await work(cancellationToken);
            }
            catch (Exception e) when (e is OciException or SigningException or TimestampException or PluginCallException
                or TrustStoreException or OperationCanceledException)
            {
                ending = Failed(e);
            }

            if (ending is not null)
            {
                Tell(false, ending.Summary);
                return Result(ending);
            }
        }

        return Result(new(
            PromotionOutcome.Promoted,
            _tag == TagState.AlreadyThere
                ? $"{_destination.Shown} named {_source.At(Root.Digest)} already, and was verified again"
                : $"Promoted {_source.At(Root.Digest)} to {_destination.Shown}",
            null));
    }

    /// <summary>
    /// What comes after what. Three of the rules are easily broken: the source is looked at again after the copy and before
    /// the key signs anything; nothing comes between the verification at the destination and the tag; the tag is last.
    /// </summary>
    private IEnumerable<(PromotionStage Stage, Func<CancellationToken, Task<Ending?>> Work)> Stages()
    {
        yield return (PromotionStage.Resolve, ResolveAsync);
        yield return (PromotionStage.VerifySource, VerifySourceAsync);
        yield return (PromotionStage.Copy, CopyAsync);
        yield return (PromotionStage.LookAgain, LookAgainAsync);
        if (request.Signer is { } signer)
        {
            var stamper = new Stamper(_destination.Repository, signer, request, options.TimeProvider);
            yield return (PromotionStage.Stamp, ct => StampAsync(stamper, ct));
            yield return (PromotionStage.CheckStamp, CheckStampAsync);
            yield return (PromotionStage.Record, ct => RecordAsync(stamper, ct));
        }

        yield return (PromotionStage.VerifyDestination, VerifyDestinationAsync);
        yield return (PromotionStage.MoveTag, MoveTagAsync);
    }

    /// <summary>
    /// The only two questions about tags that an answer is kept of; everything after goes by digest (attack A11). Where nobody
    /// is trusted at the destination, not even they are asked.
    /// </summary>
    private async Task<Ending?> ResolveAsync(CancellationToken cancellationToken)
    {
        if (_destination.FindStatement() is null)
        {
            return new(
                PromotionOutcome.Refused,
                $"the policy of the destination has no statement for \"{_destination.Path}\": nothing can be accepted there",
                $"add \"{_destination.Path}\" to the registryScopes of a statement in {_destination.Policy.Source}. Nothing was copied");
        }

        _root = await _source.Repository.FetchManifestAsync(_source.Reference, cancellationToken);
        _tagged = await FindAsync(_destination, cancellationToken);
        var now = _tagged is null ? "nothing" : _tagged.Digest.ToString();
        return Done($"{_source.Shown} is {Root.Digest}; {_destination.Shown} names {now}");
    }

    private async Task<Ending?> VerifySourceAsync(CancellationToken cancellationToken)
    {
        _sourceVerdict = await VerifyAsync(_source, cancellationToken);
        return _sourceVerdict.IsAccepted
            ? Done(_sourceVerdict.Summary)
            : new(
                PromotionOutcome.Refused,
                $"the policy of the source does not accept {_source.At(Root.Digest)}: {_sourceVerdict.Summary}",
                "nothing was copied. Correct what the checks name at the source, or its policy, and run the command again");
    }

    /// <summary>
    /// By digest, with referrers, without a tag. What was there before is asked first, so that what is new can be named.
    /// </summary>
    private async Task<Ending?> CopyAsync(CancellationToken cancellationToken)
    {
        await _staging.LookAsync(_destination.Repository, _sourceVerdict!, cancellationToken);
        var copier = new GraphCopier(_source.Repository, _destination.Repository, new CopyOptions
        {
            Concurrency = request.Concurrency,
            IncludeReferrers = true,
            Limits = NotaryLimits.Graphs,
            Progress = step =>
            {
                _staging.Take(step);
                request.CopyProgress?.Invoke(step);
            },
        });
        _copy = await copier.CopyAsync([new CopyRoot(Root, [])], cancellationToken);
        return Done($"copied {_copy.Copied + _copy.Mounted} of {_copy.Copied + _copy.Mounted + _copy.Skipped} manifests and blobs, "
            + $"{_copy.CopiedBytes} bytes; the others were there");
    }

    private async Task<Ending?> LookAgainAsync(CancellationToken cancellationToken) =>
        await FindSourceMoveAsync(cancellationToken)
        ?? Done(Digest.TryParse(_source.Reference, out _)
            ? "the source is named by digest and cannot move"
            : $"{_source.Shown} still is {Root.Digest}");

    /// <summary>A tag that names something else by now says that whoever set it no longer means what was verified.</summary>
    private async Task<Ending?> FindSourceMoveAsync(CancellationToken cancellationToken)
    {
        if (Digest.TryParse(_source.Reference, out _))
        {
            return null;
        }

        var now = await FindAsync(_source, cancellationToken);
        return now?.Digest == Root.Digest
            ? null
            : new(
                PromotionOutcome.SourceMoved,
                $"{_source.Shown} moved from {Root.Digest} to {now?.Digest.ToString() ?? "nothing"} while it was promoted",
                $"run the command again for what it names now, or name the source by digest: {_source.At(Root.Digest)}");
    }

    /// <summary>
    /// Reports and platforms before the artifact. What the source does not vouch for is not vouched for here either, though
    /// its policy may let it pass.
    /// </summary>
    private async Task<Ending?> StampAsync(Stamper stamper, CancellationToken cancellationToken)
    {
        var parts = request.StampsEverything
            ? _sourceVerdict!.Nodes.Skip(1).Where(n => n.Role != GraphRole.Signature && n.IsAccepted).Select(n => n.Descriptor).Reverse()
            : [];
        foreach (var part in parts.Append(Root))
        {
            var stamp = await stamper.StampAsync(part, cancellationToken);
            _stamps.Add(stamp);
            if (stamp.IsNew)
            {
                _staging.Add(new(stamp.Signature, StagedKind.Stamp));
            }
        }

        var left = request.StampsEverything
            ? _sourceVerdict!.Nodes.Count(n => n.Role != GraphRole.Signature && !n.IsAccepted)
            : 0;
        var already = _stamps.Count(s => !s.IsNew);
        return Done($"signed {_stamps.Count - already} by {CertificateName.Format(Signer.SubjectName)}"
            + (already > 0 ? $"; it had signed {already} before" : "")
            + (left > 0 ? $"; left out {left} that the source does not vouch for" : ""));
    }

    /// <summary>
    /// What the record is going to say; a promotion that ends here leaves none. A record of a promotion that was killed, which
    /// nobody signed, is still in the way of the verdict: it is judged in <see cref="VerifyDestinationAsync"/>.
    /// </summary>
    private async Task<Ending?> CheckStampAsync(CancellationToken cancellationToken)
    {
        _destinationVerdict = await VerifyAsync(_destination, cancellationToken);
        var failures = _destinationVerdict.Failures.ToList();
        return _destinationVerdict.IsAccepted
            || (failures.Count > 0
                && _destinationVerdict.Checks.All(c => c.Status is not (CheckStatus.Failed or CheckStatus.Undetermined))
                && failures.All(f => PromotionRecord.Is(f) && f.Kind == VerdictKind.Unsigned))
            ? Done(_destinationVerdict.Summary)
            : RefusedThere();
    }

    private async Task<Ending?> RecordAsync(Stamper stamper, CancellationToken cancellationToken)
    {
        var stamp = _stamps[^1];
        var now = options.TimeProvider.GetUtcNow();
        var record = new PromotionRecord
        {
            Artifact = Root.Bare(),
            Time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
            Signer = CertificateName.Format(Signer.SubjectName),
            Actor = request.Actor,
            Tool = request.Tool,
            From = PromotionRecordSide.Of(_source, _sourceVerdict!),
            To = PromotionRecordSide.Of(_destination, _destinationVerdict!),
            Replaced = _tagged?.Digest,
        };
        _record = await new RecordKeeper(_destination.Repository, stamper, options.TimeProvider).KeepAsync(
            record, stamp.Content.SigningTime, IsAlreadyTagged, _staging.Add, cancellationToken);
        return Done($"the record is {_record.Digest}");
    }

    /// <summary>With stamps and record, read from the destination alone: what a consumer of the tag will see.</summary>
    private async Task<Ending?> VerifyDestinationAsync(CancellationToken cancellationToken)
    {
        _destinationVerdict = await VerifyAsync(_destination, cancellationToken);
        return _destinationVerdict.IsAccepted ? Done(_destinationVerdict.Summary) : RefusedThere();
    }

    /// <summary>
    /// Both tags are looked at once more, as close to the move as it gets; the destination's is compared by the repository where
    /// it can, and read back in any case.
    /// </summary>
    private async Task<Ending?> MoveTagAsync(CancellationToken cancellationToken)
    {
        if (await FindSourceMoveAsync(cancellationToken) is { } moved)
        {
            return moved;
        }

        if (!IsAlreadyTagged)
        {
            _tag = TagState.Unknown;
            if (!await MoveAsync(cancellationToken))
            {
                _tag = TagState.NotMoved;
                return DestinationMoved(await FindAsync(_destination, cancellationToken));
            }

            _tag = TagState.Moved;
        }

        var now = await FindAsync(_destination, cancellationToken);
        if (now?.Digest != Root.Digest)
        {
            return DestinationMoved(now);
        }

        _tag = IsAlreadyTagged ? TagState.AlreadyThere : TagState.Moved;
        return Done(IsAlreadyTagged
            ? $"{_destination.Shown} named it before"
            : $"{_destination.Shown}: {_tagged?.Digest.ToString() ?? "nothing"} -> {Root.Digest}");
    }

    /// <summary>A request that failed may have taken effect all the same: the tag says.</summary>
    private async Task<bool> MoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _destination.Repository.MoveTagAsync(
                _root!, _destination.Reference, _tagged?.Digest, cancellationToken);
        }
        catch (OciException)
        {
            var now = await FindAsync(_destination, cancellationToken);
            if (now?.Digest == Root.Digest)
            {
                return true;
            }

            _tag = now?.Digest == _tagged?.Digest ? TagState.NotMoved : TagState.Unknown;
            throw;
        }
    }

    private async Task<GraphVerdict> VerifyAsync(PromotionSide side, CancellationToken cancellationToken) =>
        await new GraphVerifier(side.Policy, trustStore, options).VerifyAsync(
            side.Repository,
            new GraphVerifyRequest
            {
                Reference = Root.Digest.ToString(),
                OriginalReference = side.At(Root.Digest),
                Scope = side.Scope,
                PluginConfig = request.PluginConfig,
            },
            cancellationToken);

    /// <summary>What a tag names; null for nothing.</summary>
    private static async Task<Descriptor?> FindAsync(PromotionSide side, CancellationToken cancellationToken)
    {
        try
        {
            return await side.Repository.ResolveAsync(side.Reference, cancellationToken);
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            return null;
        }
    }

    private X509Certificate2 Signer => _stamps[^1].Content.CertificateChain[0];

    private Ending RefusedThere() => new(
        PromotionOutcome.Refused,
        $"the policy of the destination does not accept {_destination.At(Root.Digest)}: {_destinationVerdict!.Summary}",
        "correct what the checks name, or the destination's policy, and run the command again");

    private Ending DestinationMoved(Descriptor? now) => new(
        PromotionOutcome.DestinationMoved,
        $"somebody else moved {_destination.Shown} from {_tagged?.Digest.ToString() ?? "nothing"} to "
        + $"{now?.Digest.ToString() ?? "nothing"} while {Root.Digest} was promoted"
        + (_tag == TagState.Moved ? ", right after it was moved" : ""),
        "find out who promotes there too, and run the command again if it still should be promoted");

    private static Ending Failed(Exception failure) => new(
        PromotionOutcome.Failed,
        failure is OperationCanceledException ? "the promotion was interrupted" : failure.Message,
        "run the command again: it goes on where this one ended")
    {
        Failure = failure,
    };

    private Ending? Done(string message)
    {
        Tell(true, message);
        return null;
    }

    private void Tell(bool isDone, string message)
    {
        var step = new PromotionStep(_stage, isDone, message);
        _steps.Add(step);
        request.Progress?.Invoke(step);
    }

    private PromotionResult Result(Ending ending) => new()
    {
        Outcome = ending.Outcome,
        Stage = _stage,
        Summary = ending.Summary,
        Remedy = ending.Remedy,
        Failure = ending.Failure,
        Root = _root?.Descriptor,
        Replaced = _tagged,
        Tag = _tag,
        SourceVerdict = _sourceVerdict,
        DestinationVerdict = _destinationVerdict,
        Copy = _copy,
        Stamps = _stamps,
        Record = _record,
        Staged = _staging.Content,
        Steps = _steps,
    };

    private sealed record Ending(PromotionOutcome Outcome, string Summary, string? Remedy)
    {
        public Exception? Failure { get; init; }
    }
}
