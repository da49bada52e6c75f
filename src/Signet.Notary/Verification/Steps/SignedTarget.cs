using Signet.Oci;

namespace Signet.Notary.Verification.Steps;

/// <summary>What a signature must be for.</summary>
/// <param name="Noun">What it is called: artifact, blob.</param>
/// <param name="DescribeAsync">Its descriptor. Asked only for signatures that passed every step before the last.</param>
/// <param name="MismatchMessage">What is said when the signature is for something else.</param>
/// <param name="MismatchRemedy">What to do then.</param>
internal sealed record SignedTarget(
    string Noun, Func<Task<Descriptor>> DescribeAsync, string MismatchMessage, string MismatchRemedy)
{
    /// <summary>An artifact that was resolved.</summary>
    public static SignedTarget Artifact(Descriptor artifact) => new(
        "artifact",
        () => Task.FromResult(artifact),
        "content descriptor mismatch: the signature is for another artifact",
        "find out who attached a signature of another artifact, and remove it");
}
