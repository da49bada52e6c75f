using Signet.Notary.Verification;

namespace Signet.Notary.Tests.Verification;

internal static class VerdictAssert
{
    /// <summary>The check of one rule in the only signature, with its status.</summary>
    public static Check Check(Verdict verdict, string rule, CheckStatus status) =>
        Check(Assert.Single(verdict.Signatures), rule, status);

    public static Check Check(SignatureVerdict signature, string rule, CheckStatus status)
    {
        var check = Assert.Single(signature.Checks, c => c.Rule == rule);
        Assert.True(status == check.Status, $"{rule} is {check.Status}, not {status}: {check.Message}");
        if (status is CheckStatus.Failed or CheckStatus.Warned or CheckStatus.Undetermined)
        {
            Assert.NotNull(check.Remedy);
        }

        return check;
    }

    public static void Kind(VerdictKind expected, Verdict verdict) => Assert.True(
        expected == verdict.Kind,
        $"the verdict is {verdict.Kind}, not {expected}: {verdict.Summary}\n"
        + string.Join('\n', verdict.Checks.Concat(verdict.Signatures.SelectMany(s => s.Checks))
            .Select(c => $"{c.Rule} {c.Status}: {c.Message}")));
}
