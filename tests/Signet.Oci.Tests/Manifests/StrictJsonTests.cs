using Signet.Json;
using Signet.Oci.Remote;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Manifests;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", false)]
    [InlineData("""["x\udc00y"]""", false)]
    [InlineData("""{"annotations":{"a":"\ud800\ud800"}}""", false)]
    [InlineData("""{"a":"\ud83d\ude00\n"}""", true)]
    public void A16_HalfOfASurrogatePairIsNoText(string json, bool isText)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(json);
        var fault = StrictJson.FindFault(bytes);

        Assert.Equal(isText, fault is null);
        Assert.Contains(isText ? "" : "half of a surrogate pair, which is no text (byte ", fault ?? "", StringComparison.Ordinal);
        Assert.Null(StrictJson.FindFault(bytes, allowsHalfPairs: true));
    }

    [Fact]
    public void A16_HalfOfASurrogatePairIsNeverAName() =>
        Assert.NotNull(StrictJson.FindFault("""{"\ud800":1}"""u8, allowsHalfPairs: true));

    [Theory]
    [InlineData("/tags/list", """{"name":"app","tags":["\ud800"]}""")]
    [InlineData("/_catalog", """{"repositories":["\ud800"]}""")]
    [InlineData("/referrers/", """{"schemaVersion":2,"mediaType":"\ud800","manifests":[]}""")]
    public async Task A16_RegistryThatAnswersNoTextIsToldSo(string path, string json)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", path).Always().Body(System.Text.Encoding.UTF8.GetBytes(json), "application/vnd.oci.image.index.v1+json");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app", RepositoryAccess.Pull);

        await TestContent.FailsAsync(OciError.Malformed, async () =>
        {
            switch (path)
            {
                case "/tags/list":
                    await repository.ListTagsAsync(cancellationToken: Running.Test).GetAsyncEnumerator(Running.Test).MoveNextAsync();
                    break;
                case "/_catalog":
                    await client.ListRepositoriesAsync(registry.Host, cancellationToken: Running.Test).GetAsyncEnumerator(Running.Test).MoveNextAsync();
                    break;
                default:
                    await repository.ListReferrersAsync(Descriptor.EmptyJson.Digest, null, Running.Test).GetAsyncEnumerator(Running.Test).MoveNextAsync();
                    break;
            }
        });
    }
}
