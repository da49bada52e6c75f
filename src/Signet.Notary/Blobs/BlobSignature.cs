namespace Signet.Notary.Blobs;

/// <summary>A detached signature, as it was read.</summary>
/// <param name="Name">Where it is from, for messages: the path of its file.</param>
/// <param name="MediaType">Format of the envelope.</param>
/// <param name="Envelope">Its bytes.</param>
public sealed record BlobSignature(string Name, string MediaType, ReadOnlyMemory<byte> Envelope);
