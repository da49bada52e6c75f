using Signet.Notary.Tests.Trust;
using Signet.Notary.Verification;

namespace Signet.Notary.Tests.Verification;

public sealed class RequirementGuardTests
{
    [Fact]
    public async Task Statement_with_requirements_accepts_nothing_while_they_are_not_evaluated()
    {
        using var lab = new VerificationLab();
        await lab.SignAsync();
        VerdictAssert.Kind(VerdictKind.Trusted, await lab.VerifyAsync());
        var policy = PolicyText.ParseSignet(PolicyText.Statement(
            $"\"registryScopes\":[\"{VerificationLab.RepositoryName}\"],\"trustStores\":[\"ca:test\"],\"maximumSignatureAge\":\"9d\""));

        var verdict = await new ArtifactVerifier(policy, lab.TrustStore, lab.Options).VerifyAsync(
            lab.Repository, new() { Reference = lab.Artifact.Digest.ToString() }, TestContext.Current.CancellationToken);

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.Contains("requirements for signatures that this version of signet does not evaluate", verdict.Summary, StringComparison.Ordinal);
    }
}
