using Signet.Notary.Blobs;
using Signet.Signatures;

namespace Signet.Notary.Tests.Blobs;

public sealed class BlobSignatureFileTests
{
    [Theory]
    [InlineData("app.tar.gz", NotaryMediaTypes.Jws, "app.tar.gz.jws.sig")]
    [InlineData("dist/app", NotaryMediaTypes.Cose, "app.cose.sig")]
    public void Name_says_blob_and_format(string blob, string mediaType, string name)
    {
        Assert.Equal(name, BlobSignatureFile.NameOf(blob, mediaType));
        Assert.Equal(mediaType, BlobSignatureFile.MediaTypeOf($"some.where/{name}"));
    }

    [Theory]
    [InlineData("a.jws.SIG", NotaryMediaTypes.Jws)]
    [InlineData(".cose.sig", NotaryMediaTypes.Cose)]
    public void Extension_is_of_any_case(string name, string mediaType) =>
        Assert.Equal(mediaType, BlobSignatureFile.MediaTypeOf(name));

    [Theory]
    [InlineData("f.jws.invalid", "invalid signature filename f.jws.invalid. The file extension must be .sig")]
    [InlineData("sig", "invalid signature filename sig. The file extension must be .sig")]
    [InlineData("d.jws/blobFile.sig", "invalid signature filename blobFile.sig. A valid signature file name must contain signature format and .sig file extension")]
    [InlineData("f.JWS.sig", "signature format \"JWS\" not supported\nSupported signature envelope formats are \"jws\" and \"cose\"")]
    [InlineData("f..sig", "signature format \"\" not supported\nSupported signature envelope formats are \"jws\" and \"cose\"")]
    public void Name_that_does_not_say_is_refused(string path, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => BlobSignatureFile.MediaTypeOf(path)).Message);
}
