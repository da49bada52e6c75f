namespace Signet.Oci.Graph;

/// <summary>What a <see cref="TransferEvent"/> tells.</summary>
public enum TransferStage
{
    /// <summary>It is part of what is going to be done; told for everything, in dependency order, before anything is done.</summary>
    Planned,

    /// <summary>Its bytes begin to move.</summary>
    Started,

    /// <summary><see cref="TransferEvent.Bytes"/> of it have moved; fewer than before when it had to begin again.</summary>
    Moved,

    /// <summary>It is stored.</summary>
    Done,

    /// <summary>It was there already.</summary>
    Skipped,

    /// <summary>It has the content of another file: no bytes of its own are moved.</summary>
    Restored,

    /// <summary>Not all of it came: <see cref="TransferEvent.Bytes"/> of it are kept, and the next attempt goes on from there.</summary>
    Kept,

    /// <summary>The registry took it over from another of its repositories.</summary>
    Mounted,

    /// <summary><see cref="TransferEvent.Tag"/> points at it.</summary>
    Tagged,
}
