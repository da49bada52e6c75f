using Signet.Notary.Artifacts;
using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Notary.Verification.Steps;
using Signet.Oci;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>A verdict about a bundle while it is found.</summary>
internal sealed class BundleVerdictDraft(string path, string scope, TimeProvider timeProvider)
{
    private const string AskAgain = "do not use the file; have the bundle brought over again, or made anew by its signer";

    private readonly List<Check> _checks = [];
    private BundleContents? _contents;
    private Verdict? _signature;
    private BundleStatement? _statement;

    public GraphVerdict? Graph { get; set; }

    public GraphVerdict? OwnGraph { get; set; }

    /// <summary>Reads the archive; null when it is no bundle.</summary>
    /// <exception cref="OciException">There is no file, or it cannot be read.</exception>
    public async Task<BundleContents?> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            _contents = await BundleContents.OpenAsync(path, cancellationToken);
            Passed("bundle.archive", "every byte of the archive is as it was written");
        }
        catch (FormatException e)
        {
            Broken("bundle.manifest", VerdictKind.Invalid, e.Message);
        }
        catch (OciException e) when (File.Exists(path) && e.Error is not (OciError.Forbidden or OciError.Unreachable))
        {
            Broken("bundle.archive", VerdictKind.Invalid, e.Message);
        }

        return _contents;
    }

    public async Task<RevocationBundle?> ReadRevocationAsync(BundleContents contents, CancellationToken cancellationToken)
    {
        try
        {
            return await contents.ReadRevocationAsync(cancellationToken);
        }
        catch (Exception e) when (e is FormatException or OciException)
        {
            Broken("bundle.manifest", VerdictKind.Invalid, e.Message);
            return null;
        }
    }

    /// <summary>Notes the verdict about the bundle's signature; false unless it is trusted.</summary>
    public bool Signed(Verdict verdict)
    {
        _signature = verdict;
        if (verdict.Kind == VerdictKind.Trusted)
        {
            Passed("bundle.signature", "the bundle is signed by someone this machine's policy trusts");
            return true;
        }

        var kind = verdict.Kind == VerdictKind.Skipped ? VerdictKind.Untrusted : verdict.Kind;
        if (kind == VerdictKind.Undetermined)
        {
            _checks.Add(Checks.Unknown(
                "bundle.signature",
                null,
                $"the signature of the bundle itself could not be decided: {verdict.Summary}",
                "give answers about its signer's revocation with --revocation-bundle; no server is asked"));
            return false;
        }

        Broken(
            "bundle.signature",
            kind,
            $"the bundle itself is not signed by someone this machine's policy trusts for {scope}: {verdict.Summary}",
            "if you trust its signer, name them in this machine's policy for the repository; do not take the policy from the bundle");
        return false;
    }

    public void NotEnforced(PolicyDecision decision) => Broken(
        "bundle.signature",
        VerdictKind.Untrusted,
        $"statement \"{decision.Statement.Name}\" of {decision.Source} does not enforce authenticity: by it anybody could "
        + "have signed the bundle, and would bring their own policy along",
        "verify by a policy whose statement for this repository enforces authenticity, with --environment");

    /// <summary>The statement, which must be about the repository that was asked for; null when it is not.</summary>
    public async Task<BundleStatement?> ReadStatementAsync(
        BundleContents contents, string wanted, CancellationToken cancellationToken)
    {
        try
        {
            _statement = await contents.ReadStatementAsync(cancellationToken);
        }
        catch (Exception e) when (e is FormatException or OciException)
        {
            Broken("bundle.statement", VerdictKind.Invalid, e.Message);
            return null;
        }

        if (_statement.Repository == wanted)
        {
            Passed("bundle.scope", $"the bundle is of {wanted}");
            return _statement;
        }

        Broken(
            "bundle.scope",
            VerdictKind.Untrusted,
            $"the bundle is of {_statement.Repository}, not of {wanted}",
            "verify it with the --scope it was made for, if that is what you want: this machine's policy for that repository "
            + "applies then");
        return null;
    }

    /// <summary>Notes a verdict about the graph.</summary>
    public void AddGraph(string rule, GraphVerdict verdict, string how)
    {
        if (verdict.Kind == VerdictKind.Trusted)
        {
            Passed(rule, $"the graph is trusted {how}");
        }
        else if (verdict.Kind == VerdictKind.Skipped)
        {
            Broken(rule, VerdictKind.Untrusted, $"the policy says to skip verification, so nothing was verified {how}");
        }
        else if (verdict.Kind == VerdictKind.Undetermined)
        {
            _checks.Add(Checks.Unknown(
                rule,
                null,
                $"{how}: {verdict.Summary}",
                "have a newer bundle made, or give newer answers about revocation with --revocation-bundle"));
        }
        else
        {
            Broken(rule, verdict.Kind, $"{how}: {verdict.Summary}");
        }
    }

    /// <summary>
    /// Says so when the answers in the bundle are past their time. What that means for the verdict the policy's rule for
    /// revocation has decided already.
    /// </summary>
    public void CheckFreshness(BundleStatement statement)
    {
        if (statement.Revocation.ValidUntil is not { } until)
        {
            return;
        }

        var isFresh = timeProvider.GetUtcNow() <= until;
        _checks.Add(new Check
        {
            Rule = "bundle.freshness",
            Status = isFresh ? CheckStatus.Passed : CheckStatus.Warned,
            Message = isFresh
                ? $"its answers about revocation are of {GoTime.Rfc3339Utc(statement.Created)} and count until {GoTime.Rfc3339Utc(until)}"
                : $"its answers about revocation are out of date: they are of {GoTime.Rfc3339Utc(statement.Created)}, and the "
                    + $"first of them counted until {GoTime.Rfc3339Utc(until)}",
            Evidence = [.. statement.Revocation.Answers.Select(answer => new Evidence(
                "answer",
                $"{answer.Method} {answer.Address}: {answer.Status}, {GoTime.Rfc3339Utc(answer.ThisUpdate)} to {GoTime.Rfc3339Utc(answer.NextUpdate)}"))],
            Remedy = isFresh ? null : "have a newer bundle made, or give newer answers with --revocation-bundle",
            Outcome = VerdictKind.Trusted,
        });
    }

    public void Passed(string rule, string message) => _checks.Add(Checks.Passed(rule, null, message));

    public void Broken(string rule, VerdictKind outcome, string message, string remedy = AskAgain) =>
        _checks.Add(Checks.Broken(rule, null, outcome, message, remedy));

    public BundleVerdict Finish()
    {
        var failures = _checks.Where(check => check.Status is CheckStatus.Failed or CheckStatus.Undetermined).ToList();
        var isWhole = Graph is not null && _signature is not null;
        var kind = failures.Count > 0 ? failures.Max(check => check.Outcome)
            : isWhole ? VerdictKind.Trusted
            : VerdictKind.Undetermined;
        return new BundleVerdict
        {
            Kind = kind,
            Path = path,
            Scope = scope,
            Bundle = _contents?.Manifest.Descriptor,
            Signature = _signature,
            Statement = _statement,
            Graph = Graph,
            OwnGraph = OwnGraph,
            Checks = _checks,
            Summary = kind == VerdictKind.Trusted
                ? $"Successfully verified the bundle {path} of {_statement!.Repository}@{_statement.Root.Digest}"
                : $"bundle verification failed for {path}: {failures.FirstOrDefault(f => f.Outcome == kind)?.Message}",
            Time = timeProvider.GetUtcNow(),
            Repository = _contents?.Archive,
            Parts = _contents?.Parts,
        };
    }

    /// <summary>The same for a file that is just being made: by what it carries alone, whoever signs it.</summary>
    public async Task<BundleVerdict> RehearseAsync(CancellationToken cancellationToken)
    {
        if (await OpenAsync(cancellationToken) is { } contents
            && await ReadStatementAsync(contents, scope, cancellationToken) is { } statement)
        {
            await new BundleGraphCheck(contents, statement, new() { TimeProvider = timeProvider }).RunAsync(this, cancellationToken);
        }

        var failures = _checks.Where(check => check.Status is CheckStatus.Failed or CheckStatus.Undetermined).ToList();
        var verdict = Finish();
        return failures.Count > 0 || Graph is null ? verdict : verdict with { Kind = VerdictKind.Trusted, Summary = "" };
    }
}
