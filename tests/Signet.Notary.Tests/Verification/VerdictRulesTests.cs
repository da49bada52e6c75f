using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Tests.Verification;

public class VerdictRulesTests
{
    [Theory]
    [InlineData(VerdictKind.Trusted, true, VerdictKind.Invalid, VerdictKind.Undetermined, VerdictKind.Trusted)]
    [InlineData(VerdictKind.Trusted, false, VerdictKind.Trusted)]
    [InlineData(VerdictKind.Undetermined, false)]
    [InlineData(VerdictKind.Undetermined, false, VerdictKind.Revoked)]
    [InlineData(VerdictKind.Undetermined, true, VerdictKind.Revoked, VerdictKind.Undetermined)]
    [InlineData(VerdictKind.Revoked, true, VerdictKind.Expired, VerdictKind.Revoked, VerdictKind.Invalid)]
    [InlineData(VerdictKind.Expired, true, VerdictKind.Untrusted, VerdictKind.Expired, VerdictKind.Invalid)]
    [InlineData(VerdictKind.Untrusted, true, VerdictKind.Invalid, VerdictKind.Untrusted)]
    [InlineData(VerdictKind.Invalid, true, VerdictKind.Invalid)]
    [InlineData(VerdictKind.Unsigned, true)]
    public void One_verdict_is_made_of_many(VerdictKind expected, bool isComplete, params VerdictKind[] kinds) =>
        Assert.Equal(expected, VerdictRules.KindOf([.. kinds.Select(k => Signature(k))], isComplete));

    [Fact]
    public void Trusted_signers_signature_of_another_artifact_speaks_before_an_expired_one() => Assert.Equal(
        VerdictKind.Invalid,
        VerdictRules.KindOf(
            [
                Signature(VerdictKind.Expired),
                Signature(
                    VerdictKind.Invalid,
                    new Check { Rule = "descriptor", Status = CheckStatus.Failed, Message = "mismatch" }),
            ],
            isComplete: true));

    private static SignatureVerdict Signature(VerdictKind kind, params Check[] checks) => new()
    {
        Manifest = Descriptor.EmptyJson,
        Kind = kind,
        Checks = checks,
    };
}
