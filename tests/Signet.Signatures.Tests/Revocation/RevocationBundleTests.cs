using System.Text;
using Signet.Signatures.Revocation;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>The bundle's file.</summary>
public sealed class RevocationBundleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private const string Empty = """
        {"mediaType":"application/vnd.signet.revocation-bundle.v1+json","created":"2026-01-01T12:00:00Z","ocsp":[],"crl":[]}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>(document, a part of the message)</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "", "JSON" },
        { "[]", "the document is no object" },
        { "\uFEFF" + Empty, "byte order mark" },
        { Empty + "{}", "" },
        { Empty.Replace(".v1", ".v2", StringComparison.Ordinal), "its media type is \"application/vnd.signet.revocation-bundle.v2+json\"" },
        { Empty.Replace("\"crl\":[]", "\"crl\":{}", StringComparison.Ordinal), "\"crl\" is no array" },
        { Empty.Replace(",\"crl\":[]", "", StringComparison.Ordinal), "no member \"crl\"" },
        { Empty.Replace("\"ocsp\"", "\"crl\":[],\"ocsp\"", StringComparison.Ordinal), "\\\"crl\\\" occurs twice" },
        { Empty.Replace("\"ocsp\"", "\"CRL\":[],\"ocsp\"", StringComparison.Ordinal), "occurs twice" },
        { Empty.Replace("\"ocsp\"", "\"more\":1,\"ocsp\"", StringComparison.Ordinal), "the unknown member \"more\"" },
        { Empty.Replace("2026-01-01T12:00:00Z", "2026-01-01", StringComparison.Ordinal), "\"created\" is no time" },
        { Empty.Replace("\"2026-01-01T12:00:00Z\"", "5", StringComparison.Ordinal), "\"created\" is no text" },
        { Empty.Replace("\"ocsp\"", "\"validUntil\":null,\"ocsp\"", StringComparison.Ordinal), "\"validUntil\" is no text" },
        { Crl("""{"address":"http://a/"}"""), "no member \"base\"" },
        { Crl("""{"address":"http://a/","base":"!"}"""), "\"base\" is no base64" },
        { Crl("""{"address":"http://a/","base":"AA==","delta":null}"""), "\"delta\" is no base64" },
        { Crl("""{"address":"\ud800","base":"AA=="}"""), "half of a surrogate pair" },
        { Crl("""{"address":"http://a/","base":"AA=="},{"address":"http://\u0061/","base":"AQ=="}"""), "two lists of \"http://a/\"" },
        { Crl($$"""{"address":"http://{{new string('a', 3000)}}/","base":"AA=="}"""), "an address is longer" },
        { Ocsp("""{"address":"a","certificateId":"AA==","response":"AA=="},{"response":"AQ==","certificateId":"AA==","address":"a"}"""), "two OCSP responses of \"a\"" },
        { Ocsp($$"""{"address":"a","certificateId":"AA==","response":"{{new string('A', 88000)}}"}"""), "\"response\" is larger" },
        { Ocsp(string.Join(',', Enumerable.Repeat("0", 4097))), "more than the limit of 4096 answers" },
        { Ocsp(new string('[', 40) + new string(']', 40)), "" },
    };

    [Fact]
    public async Task What_was_collected_is_found_again()
    {
        var bundle = RevocationBundle.Collect(new SettableTime(Noon));
        var key = new OcspCacheKey("http://a/?x=1&y=<\u001b>", new byte[] { 1, 2 });
        await bundle.StoreOcspAsync(key, new byte[] { 9 }, Noon.AddHours(3), Token);
        await bundle.StoreCrlAsync("http://c/", new CachedCrl(new byte[] { 8 }, null), Noon.AddHours(9), Token);
        await bundle.StoreCrlAsync("http://b/", new CachedCrl(new byte[] { 8 }, new byte[] { 7 }), Noon.AddHours(2), Token);

        var read = RevocationBundle.Parse(bundle.Write());

        Assert.Equal([9], (await read.FindOcspAsync(key, Token))!.Value.ToArray());
        Assert.Null(await read.FindOcspAsync(key with { CertificateId = new byte[] { 1 } }, Token));
        Assert.Null((await read.FindCrlAsync("http://c/", Token))!.Delta);
        Assert.Equal([7], (await read.FindCrlAsync("http://b/", Token))!.Delta!.Value.ToArray());
        Assert.Null(await read.FindCrlAsync("http://d/", Token));
        Assert.Equal((3, Noon, Noon.AddHours(2)), (read.Count, read.Created, read.ValidUntil));
        Assert.Equal(RevocationOrigin.Bundle, read.Origin);
    }

    [Fact]
    public async Task The_same_answers_give_the_same_file_in_whatever_order_they_came()
    {
        var files = new List<string>();
        foreach (var order in new[] { "abc", "cab", "bca" })
        {
            var bundle = RevocationBundle.Collect(new SettableTime(Noon));
            foreach (var name in order)
            {
                await bundle.StoreOcspAsync(new("http://o/", new[] { (byte)name }), new[] { (byte)name }, Noon.AddHours(1), Token);
                await bundle.StoreCrlAsync($"http://{name}/", new CachedCrl(new[] { (byte)name }, null), Noon.AddHours(1), Token);
            }

            files.Add(Encoding.UTF8.GetString(bundle.Write()));
        }

        Assert.Equal([files[0]], files.Distinct());
        Assert.StartsWith(
            "{\n  \"mediaType\": \"application/vnd.signet.revocation-bundle.v1+json\",\n  \"created\": \"2026-01-01T12:00:00Z\","
            + "\n  \"validUntil\": \"2026-01-01T13:00:00Z\",\n  \"ocsp\": [\n    {\n      \"address\": \"http://o/\",",
            files[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_answer_replaces_the_older_one_and_its_time()
    {
        var bundle = RevocationBundle.Collect(new SettableTime(Noon));
        await bundle.StoreCrlAsync("a", new CachedCrl(new byte[] { 1 }, null), Noon.AddHours(1), Token);
        await bundle.StoreCrlAsync("a", new CachedCrl(new byte[] { 2 }, null), Noon.AddHours(5), Token);

        Assert.Equal((1, Noon.AddHours(5)), (bundle.Count, bundle.ValidUntil));
        Assert.Equal([2], (await bundle.FindCrlAsync("a", Token))!.Base.ToArray());
    }

    [Fact]
    public async Task A_bundle_from_a_file_takes_nothing_in()
    {
        var bundle = RevocationBundle.Parse(Encoding.UTF8.GetBytes(Empty));
        await bundle.StoreCrlAsync("a", new CachedCrl(new byte[] { 1 }, null), Noon, Token);
        await bundle.StoreOcspAsync(new("a", new byte[] { 1 }), new byte[] { 1 }, Noon, Token);

        Assert.Equal(0, bundle.Count);
        Assert.Null(bundle.ValidUntil);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_file_that_is_no_bundle_is_refused_as_a_whole(string content, string message)
    {
        var fault = Assert.Throws<FormatException>(() => RevocationBundle.Parse(Encoding.UTF8.GetBytes(content)));

        Assert.StartsWith("the file is no revocation bundle: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.True(fault.Message.All(c => c is (>= ' ' and <= '~') or '…') && fault.Message.Length < 400, fault.Message);
    }

    [Fact]
    public void A_file_over_the_limit_is_not_read() => Assert.Contains(
        "larger than the limit of 67108864 bytes",
        Assert.Throws<FormatException>(
            () => RevocationBundle.Parse(new byte[SignatureLimits.RevocationBundleBytes + 1])).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task What_could_not_be_read_again_is_not_collected()
    {
        var bundle = RevocationBundle.Collect(new SettableTime(Noon));
        var list = new CachedCrl(new byte[SignatureLimits.CrlBytes], null);
        await bundle.StoreCrlAsync("a", list, Noon.AddHours(1), Token);
        await bundle.StoreCrlAsync("a", list, Noon.AddHours(1), Token);
        var full = await Assert.ThrowsAsync<RevocationCacheException>(
            async () => await bundle.StoreCrlAsync("b", list, Noon.AddHours(1), Token));

        Assert.Contains("the revocation bundle is full", full.Message, StringComparison.Ordinal);
        Assert.Equal(1, RevocationBundle.Parse(bundle.Write()).Count);
    }

    [Fact]
    public async Task Entries_are_bounded_and_the_fullest_bundle_reads_back()
    {
        var bundle = RevocationBundle.Collect(new SettableTime(Noon));
        for (var i = 0; i < SignatureLimits.RevocationBundleEntries; i++)
        {
            await bundle.StoreOcspAsync(new("http://a/", BitConverter.GetBytes(i)), new byte[8000], Noon, Token);
        }

        await Assert.ThrowsAsync<RevocationCacheException>(
            async () => await bundle.StoreOcspAsync(new("http://b/", new byte[4]), new byte[1], Noon, Token));
        Assert.Equal(SignatureLimits.RevocationBundleEntries, RevocationBundle.Parse(bundle.Write()).Count);
    }

    private static string Crl(string entries) => Empty.Replace("\"crl\":[]", $"\"crl\":[{entries}]", StringComparison.Ordinal);

    private static string Ocsp(string entries) => Empty.Replace("\"ocsp\":[]", $"\"ocsp\":[{entries}]", StringComparison.Ordinal);
}
