using Signet.Notary.Artifacts;
using Signet.Oci;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Verification;

/// <summary>
/// One signature as it stands in the repository, for display: nothing of it was verified. Text in it may come from an
/// attacker and is escaped where it is shown.
/// </summary>
public sealed record InspectedSignature
{
    /// <summary>The signature manifest, as the repository listed it.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>Media type of the envelope; null when it could not be fetched.</summary>
    public string? EnvelopeMediaType { get; init; }

    /// <summary>What the envelope says; null when <see cref="Fault"/> is set.</summary>
    public EnvelopeContent? Content { get; init; }

    /// <summary>The signed descriptor, with the user metadata as annotations; null when <see cref="Fault"/> is set.</summary>
    public Descriptor? SignedArtifact { get; init; }

    /// <summary>What is wrong with it; null when it could be read.</summary>
    public string? Fault { get; init; }

    /// <summary>True when it could not be fetched, false when what was fetched cannot be read.</summary>
    public bool IsFetchFault { get; init; }

    /// <summary>Reads an envelope without verifying it.</summary>
    internal static InspectedSignature Read(Descriptor manifest, string mediaType, ReadOnlyMemory<byte> envelope)
    {
        var read = SignatureEnvelope.ReadWithoutVerifying(mediaType, envelope);
        string? payloadFault = null;
        Descriptor? signed = null;
        if (read.IsValid)
        {
            TargetArtifact.TryRead(read.Content.Payload.Span, out signed, out payloadFault);
        }

        return new()
        {
            Manifest = manifest,
            EnvelopeMediaType = mediaType,
            Content = signed is null ? null : read.Content,
            SignedArtifact = signed,
            Fault = read.Fault is { } broken ? EnvelopeFaultText.Of(broken, mediaType) : payloadFault,
        };
    }
}
