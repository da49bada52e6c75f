using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Tests.Remote.Transport;

public sealed class LinkHeaderTests
{
    [Theory]
    [InlineData("</v2/a/tags/list?last=b&n=1>; rel=\"next\"", "/v2/a/tags/list?last=b&n=1")]
    [InlineData("<https://h/x>;rel=next", "https://h/x")]
    [InlineData("</p>; rel=prev, </n>; title=\"a\"; rel=\"next\"", "/n")]
    [InlineData("</n>; REL=\"last next\"", "/n")]
    [InlineData("</a,b;c>; rel=next", "/a,b;c")]
    [InlineData("</p>; rel=prev", null)]
    [InlineData("</p>", null)]
    [InlineData("<never closed; rel=next", null)]
    [InlineData("", null)]
    public void TheTargetOfTheNextLinkIsFound(string header, string? expected) =>
        Assert.Equal(expected, LinkHeader.Target(header));
}
