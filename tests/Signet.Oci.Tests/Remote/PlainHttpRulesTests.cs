using Signet.Oci.Remote;

namespace Signet.Oci.Tests.Remote;

public sealed class PlainHttpRulesTests
{
    [Theory]
    [InlineData("localhost:5000", true)]
    [InlineData("localhost", false)]
    [InlineData("localhost:", false)]
    [InlineData("127.0.0.1:5000", false)]
    [InlineData("[::1]:5000", false)]
    [InlineData("localhost.example.com:5000", false)]
    [InlineData("insecure.example.com:80", true)]
    [InlineData("insecure.example.com", false)]
    public void OnlyLocalhostWithAPortAndListedRegistriesAreSpokenToInTheClear(string registry, bool expected) =>
        Assert.Equal(expected, PlainHttpRules.IsPlainHttp(registry, ["insecure.example.com:80"], insecureRegistry: false));

    [Fact]
    public void TheFlagTurnsTlsOffForAnyRegistry() =>
        Assert.True(PlainHttpRules.IsPlainHttp("registry.example.com", [], insecureRegistry: true));
}
