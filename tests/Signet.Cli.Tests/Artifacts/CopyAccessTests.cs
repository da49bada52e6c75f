using System.Net.Http.Headers;
using System.Text;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Artifacts;

/// <summary>Each side of a copy is reached in its own way, and secrets of one do not reach the other.</summary>
public sealed class CopyAccessTests
{
    private static readonly ScriptedRegistryOptions Closed = new() { Authentication = RegistryAuthentication.Basic };

    [Fact]
    public async Task H6_each_registry_gets_its_own_credential_and_headers()
    {
        await using var lab = await CopyLab.OpenAsync(
            Closed with { UserName = "alice", Password = "a-example" }, Closed with { UserName = "bob", Password = "b-example" });

        var run = await lab.RunAsync(
            "cp FROM:v1 TO:v1 --from-username alice --from-password a-example --to-username bob --to-password b-example",
            "--from-header", "X-Tenant: one", "--to-header", "X-Tenant: two");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            "WARNING! Using --from-password via the CLI is insecure. Use signet login.\n"
            + "WARNING! Using --to-password via the CLI is insecure. Use signet login.\n",
            run.Error);
        foreach (var (registry, secret, tenant) in new[] { (lab.From, "alice:a-example", "one"), (lab.To, "bob:b-example", "two") })
        {
            var own = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))).ToString();
            Assert.All(registry.Requests.All, request => Assert.Contains(request.Header("Authorization"), new[] { own, null }));
            Assert.All(registry.Requests.All, request => Assert.Equal(tenant, request.Header("X-Tenant")));
        }
    }

    [Theory]
    [InlineData("cp FROM:v1 TO:v1", false)]
    [InlineData("cp FROM:v1 BESIDE:v1", true)]
    [InlineData("cp --to-oci-layout FROM:v1 DIR/lay:v1", true)]
    public async Task H6_the_environments_credential_goes_to_no_registry_it_may_not_be_for(string command, bool isUsed)
    {
        await using var lab = await CopyLab.OpenAsync(Closed, Closed);
        lab.Environment["NOTATION_USERNAME"] = Closed.UserName;
        lab.Environment["NOTATION_PASSWORD"] = Closed.Password;

        var run = await lab.RunAsync(command);

        Assert.Equal(isUsed ? 0 : 4, run.ExitCode);
        Assert.Equal(!isUsed, run.Error.Contains("Warning: NOTATION_USERNAME and NOTATION_PASSWORD do not say", StringComparison.Ordinal));
        Assert.Equal(isUsed, lab.From.Requests.All.Concat(lab.To.Requests.All).Any(request => request.Header("Authorization") is not null));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task H6_the_environments_credential_goes_to_neither_of_two_registries(bool isFromClosed, bool isToClosed)
    {
        await using var lab = await CopyLab.OpenAsync(isFromClosed ? Closed : null, isToClosed ? Closed : null);
        lab.Environment["NOTATION_USERNAME"] = Closed.UserName;
        lab.Environment["NOTATION_PASSWORD"] = Closed.Password;

        Assert.Equal(4, (await lab.RunAsync("cp FROM:v1 TO:v1")).ExitCode);

        Assert.DoesNotContain(lab.From.Requests.All.Concat(lab.To.Requests.All), request => request.Header("Authorization") is not null);
    }

    [Fact]
    public async Task Resolve_is_for_both_sides_and_a_sides_own_comes_first()
    {
        await using var lab = await CopyLab.OpenAsync();
        var (from, to) = ($"from.example.com:{lab.From.Port}", $"to.example.com:{lab.To.Port}");

        var run = await lab.RunAsync(
            $"cp {from}/app:v1 {to}/copy:v1 --from-plain-http --to-plain-http --resolve {from}:127.0.0.1 --resolve {to}:127.0.0.1:1 "
            + $"--to-resolve {to}:127.0.0.1");

        Assert.Equal((0, lab.Image.Digest.ToString()), (run.ExitCode, lab.Destination.Tags.GetValueOrDefault("v1")));
    }

    [Fact]
    public async Task Each_side_keeps_referrers_in_its_own_way()
    {
        await using var lab = await CopyLab.OpenAsync(to: new() { ReferrersApi = false });

        var run = await lab.RunAsync("cp -r FROM:v1 TO:v1 --from-distribution-spec v1.1-referrers-api --to-distribution-spec v1.1-referrers-tag");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"sha256-{lab.Image.Digest.Hex}", lab.Destination.Tags.Keys);
        Assert.Empty(lab.To.Requests.Of("GET", "/referrers/"));
    }
}
