using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Tests.Remote.Transport;

public sealed class UrlTextTests
{
    [Theory]
    [InlineData("https://h/v2/a/tags/list?n=1&last=b", "https://h/v2/a/tags/list?n=1&last=b")]
    [InlineData("https://h/b?X-Amz-Signature=secret&digest=d", "https://h/b?X-Amz-Signature=*****&digest=d")]
    [InlineData("https://user:secret@h:8443/b?secret", "https://h:8443/b?secret")]
    [InlineData("http://localhost:5000/v2/", "http://localhost:5000/v2/")]
    public void H6_QueryValuesThatMayGrantAccessAreNotShown(string uri, string expected) =>
        Assert.Equal(expected, UrlText.Redact(new Uri(uri)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\u001b[2Jb\r\nc", "a [2Jb  c")]
    [InlineData("\u202egnp.exe", "gnp.exe")]
    [InlineData(null, "")]
    public void R15_ControlCharactersOfForeignTextAreNotShown(string? text, string expected) =>
        Assert.Equal(expected, UrlText.Clean(text));

    [Fact]
    public void ForeignTextIsCut() => Assert.True(UrlText.Clean(new string('x', 100), 10).Length < 15);
}
