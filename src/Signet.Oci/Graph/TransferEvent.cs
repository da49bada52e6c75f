namespace Signet.Oci.Graph;

/// <summary>
/// One step of a copy, push or pull. Events of different content come in any order and on any thread; those of one manifest
/// or blob in order.
/// </summary>
/// <param name="Stage">What happened.</param>
/// <param name="Descriptor">To what, with its annotations.</param>
public readonly record struct TransferEvent(TransferStage Stage, Descriptor Descriptor)
{
    /// <summary>Bytes moved so far, for <see cref="TransferStage.Moved"/>.</summary>
    public long Bytes { get; init; }

    /// <summary>The tag, for <see cref="TransferStage.Tagged"/>.</summary>
    public string? Tag { get; init; }
}
