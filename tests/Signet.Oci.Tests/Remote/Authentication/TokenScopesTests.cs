using Signet.Oci.Remote.Authentication;

namespace Signet.Oci.Tests.Remote.Authentication;

public sealed class TokenScopesTests
{
    [Theory]
    [InlineData("repository:a:pull", "repository:a:pull")]
    [InlineData("repository:a:push,pull repository:a:pull", "repository:a:pull,push")]
    [InlineData("repository:b:pull repository:a:pull", "repository:a:pull repository:b:pull")]
    [InlineData("repository:a:pull repository:a:*", "repository:a:*")]
    [InlineData("repository:host:5000/a:pull repository:host:5000/a:delete", "repository:host:5000/a:delete,pull")]
    [InlineData("registry:catalog:*", "registry:catalog:*")]
    [InlineData("repository:a:", "")]
    [InlineData("", "")]
    public void ScopesAreMergedForEachResource(string scopes, string expected) =>
        Assert.Equal(expected, string.Join(' ', TokenScopes.Merge(scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    [Theory]
    [InlineData("repository:a:pull,push", "repository:a:pull", true)]
    [InlineData("repository:a:pull", "repository:a:pull,push", false)]
    [InlineData("repository:a:pull", "repository:b:pull", false)]
    [InlineData("repository:a:*", "repository:a:delete", true)]
    [InlineData("repository:a:pull", "", true)]
    public void ATokenServesEveryWishItsScopesTakeIn(string granted, string needed, bool expected) =>
        Assert.Equal(expected, TokenScopes.Cover([granted], needed.Length == 0 ? [] : [needed]));
}
