using Signet.Oci;

namespace Signet.Notary.Verification;

/// <summary>A candidate after fetching: an envelope, or the check that says why there is none.</summary>
internal sealed record FetchedCandidate
{
    /// <summary>What was fetched.</summary>
    public required Candidate Candidate { get; init; }

    /// <summary>The envelope's descriptor; its media type decides how it is read.</summary>
    public Descriptor? EnvelopeDescriptor { get; init; }

    /// <summary>The envelope, when the candidate has one.</summary>
    public byte[]? Envelope { get; init; }

    /// <summary>Why there is no envelope; null when there is one.</summary>
    public Check? Fault { get; init; }

    /// <summary>The failure behind <see cref="Fault"/>, when the repository caused it.</summary>
    public OciException? Error { get; init; }
}
