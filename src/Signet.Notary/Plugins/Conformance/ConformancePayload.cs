using Signet.Notary.Artifacts;
using Signet.Oci;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>
/// What is signed in a test: a descriptor of content that says so. A signature of it is worth nothing to anybody.
/// </summary>
internal static class ConformancePayload
{
    public static byte[] Write(string envelopeMediaType) => TargetArtifact.Write(
        envelopeMediaType,
        Descriptor.Of("application/vnd.signet.conformance.v1", "This was signed by `signet plugin test`; it means nothing."u8),
        new Dictionary<string, string> { ["signet.conformance"] = "test only" });
}
