using Signet.Oci.Files;

namespace Signet.Oci.Repositories;

/// <summary>
/// A stream that checks the content it hands over: the read that delivers the last byte throws when size or digest is not
/// what <see cref="Verifies"/> says. Who writes such a stream somewhere need not hash it a second time.
/// </summary>
internal abstract class VerifiedStream : ForwardStream
{
    /// <summary>What the content is checked against.</summary>
    public abstract Descriptor Verifies { get; }

    public override long Length => Verifies.Size;

    /// <summary>True when reading <paramref name="source"/> to its end checks that it is <paramref name="descriptor"/>'s content.</summary>
    public static bool Checks(Stream source, Descriptor descriptor) =>
        source is VerifiedStream { Verifies: var verified }
        && verified.Digest == descriptor.Digest && verified.Size == descriptor.Size;
}
