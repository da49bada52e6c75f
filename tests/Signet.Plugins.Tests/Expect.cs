namespace Signet.Plugins.Tests;

/// <summary>Asserts failures in the protocol's terms.</summary>
internal static class Expect
{
    /// <summary>Sees that the code fails with this error code and these words in its message.</summary>
    public static PluginException Failure(string code, string words, Action act)
    {
        var failure = Assert.Throws<PluginException>(act);
        Assert.Equal(code, failure.Code);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        return failure;
    }

    /// <inheritdoc cref="Failure"/>
    public static async Task<PluginException> FailureAsync(string code, string words, Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<PluginException>(act);
        Assert.Equal(code, failure.Code);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        return failure;
    }
}
