using Signet.Oci.Remote.Authentication;

namespace Signet.Oci.Tests.Remote.Authentication;

public sealed class ChallengeParserTests
{
    [Fact]
    public void OneBearerChallengeIsReadWithItsCommasInsideQuotes()
    {
        var challenge = Assert.Single(ChallengeParser.Parse(
            "Bearer realm=\"https://auth.example.com/token\",service=\"registry.example.com\",scope=\"repository:a:pull,push repository:b:pull\""));

        Assert.Equal("bearer", challenge.Scheme);
        Assert.Equal("https://auth.example.com/token", challenge["realm"]);
        Assert.Equal("registry.example.com", challenge["Service"]);
        Assert.Equal("repository:a:pull,push repository:b:pull", challenge["scope"]);
        Assert.Equal("", challenge["error"]);
    }

    [Theory]
    [InlineData("Basic realm=\"a\", Bearer realm=\"b\"")]
    [InlineData("Basic realm=\"a\" , , BEARER realm = \"b\" ,")]
    [InlineData("Negotiate, Basic realm=a, Bearer realm=b")]
    public void SeveralChallengesInOneHeaderAreToldApart(string header)
    {
        var challenges = ChallengeParser.Parse(header);

        Assert.Equal("a", challenges.Single(c => c.Scheme == "basic")["realm"]);
        Assert.Equal("b", challenges.Single(c => c.Scheme == "bearer")["realm"]);
    }

    [Fact]
    public void EscapedQuotesBelongToTheValue()
    {
        var challenge = Assert.Single(ChallengeParser.Parse("Basic realm=\"a \\\"b\\\" c\", charset=\"UTF-8\""));

        Assert.Equal("a \"b\" c", challenge["realm"]);
        Assert.Equal("UTF-8", challenge["charset"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",,,")]
    [InlineData("\"quoted\"")]
    [InlineData("=x")]
    public void WhatIsNoChallengeGivesNone(string header) => Assert.Empty(ChallengeParser.Parse(header));

    [Theory]
    [InlineData("Bearer realm=\"never closed")]
    [InlineData("Bearer realm=")]
    public void AnUnfinishedParameterIsDropped(string header) =>
        Assert.Empty(Assert.Single(ChallengeParser.Parse(header)).Parameters);

    [Fact]
    public void TheFirstOfEqualParametersCounts() =>
        Assert.Equal("a", Assert.Single(ChallengeParser.Parse("Bearer realm=a,REALM=b"))["realm"]);
}
