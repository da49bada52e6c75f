namespace Signet.Plugins;

/// <summary>
/// Makes whole envelopes for blobs too (<see cref="PluginCapability.BlobEnvelopeGenerator"/>): the digest of a blob is
/// chosen by the kind of the key, so the host has to be able to ask for it.
/// </summary>
public interface IBlobEnvelopeGenerator : IEnvelopeGenerator, IKeyDescriber;
