using Signet.Oci.Remote;
using Signet.Oci.Remote.Authentication;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Tests.Remote.Authentication;

public sealed class RealmRulesTests
{
    [Theory]
    [InlineData("registry.example.com", "https://auth.example.com/token")]
    [InlineData("registry.example.com", "https://auth.example.org:8443/token?x=y")]
    [InlineData("192.168.1.5:5000", "https://192.168.1.5:5001/token")]
    [InlineData("127.0.0.1:5000", "https://localhost:5001/token")]
    [InlineData("localhost:5000", "http://localhost:5001/token")]
    [InlineData("localhost:5000", "https://auth.example.com/token")]
    public void A14_AnOrdinaryRealmIsAccepted(string registry, string realm) =>
        Assert.Equal(new Uri(realm), Check(registry, realm));

    [Theory]
    [InlineData("registry.example.com", "http://auth.example.com/token")]
    [InlineData("registry.example.com", "http://registry.example.com/token")]
    [InlineData("registry.example.com", "https://169.254.169.254/latest")]
    [InlineData("registry.example.com", "https://127.0.0.1/token")]
    [InlineData("registry.example.com", "https://localhost/token")]
    [InlineData("registry.example.com", "https://10.1.2.3/token")]
    [InlineData("registry.example.com", "https://172.16.0.1/token")]
    [InlineData("registry.example.com", "https://192.168.0.1/token")]
    [InlineData("registry.example.com", "https://100.64.0.1/token")]
    [InlineData("registry.example.com", "https://0.0.0.0/token")]
    [InlineData("registry.example.com", "https://2130706433/token")]
    [InlineData("registry.example.com", "https://0x7f.1/token")]
    [InlineData("registry.example.com", "https://[::1]/token")]
    [InlineData("registry.example.com", "https://[::ffff:10.0.0.1]/token")]
    [InlineData("registry.example.com", "https://[fe80::1]/token")]
    [InlineData("registry.example.com", "https://[fd00::1]/token")]
    [InlineData("registry.example.com", "https://user:pw@auth.example.com/token")]
    [InlineData("registry.example.com", "file:///etc/passwd")]
    [InlineData("registry.example.com", "/token")]
    [InlineData("registry.example.com", "")]
    [InlineData("localhost:5000", "http://attacker.example.org/token")]
    public void A14_ARealmThatCouldHarmIsRefused(string registry, string realm) =>
        Assert.Equal(OciError.UnsafeLocation, Assert.Throws<OciException>(() => Check(registry, realm)).Error);

    private static Uri Check(string registry, string realm)
    {
        static bool IsPlainHttp(string name) => PlainHttpRules.IsPlainHttp(name, [], insecureRegistry: false);
        return RealmRules.Check(realm, RegistryAddress.Of(registry, IsPlainHttp(registry)), IsPlainHttp);
    }
}
