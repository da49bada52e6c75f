using Signet.Oci.Remote.Referrers;

namespace Signet.Oci.Tests.Remote.Referrers;

public sealed class ReferrersTagTests
{
    [Fact]
    public void TheTagIsAlgorithmAndHexCutToTheSpecifiedLength()
    {
        var sha256 = Digest.Sha256("x"u8);
        var sha512 = Digest.Compute("sha512", "x"u8);

        Assert.Equal($"sha256-{sha256.Hex}", ReferrersTag.For(sha256));
        Assert.Equal($"sha512-{sha512.Hex[..64]}", ReferrersTag.For(sha512));
    }
}
