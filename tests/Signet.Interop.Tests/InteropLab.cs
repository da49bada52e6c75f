using Signet.TestKit.Peers;

[assembly: AssemblyFixture(typeof(Signet.Interop.Tests.InteropLab))]

namespace Signet.Interop.Tests;

/// <summary>
/// What all tests share: keys and chains made by the real openssl, one plain docker-registry, and the count of the
/// matrix. Made when first asked for, inside a test, so that a missing peer skips that test with the reason.
/// </summary>
public sealed class InteropLab : IAsyncDisposable
{
    private readonly Lazy<Task<OpenSslKeys>> _keys = new(OpenSslKeys.MakeAsync);
    private readonly Lazy<Task<DockerRegistryServer>> _registry = new(() => DockerRegistryServer.StartAsync());

    public InteropMatrix Matrix { get; } = new();

    internal Task<OpenSslKeys> KeysAsync() => _keys.Value;

    internal Task<DockerRegistryServer> RegistryAsync() => _registry.Value;

    /// <summary>A home whose keys are everybody's and whose policy trusts one root and any identity.</summary>
    internal async Task<Party> PartyAsync()
    {
        _ = Peers.Notation;
        _ = Peers.Oras;
        var party = new Party(await KeysAsync());
        party.Trust(OpenSslKeys.Root, "*");
        return party;
    }

    /// <summary>Pushes a new artifact of a home that has only what a test gave it; returns its reference by digest.</summary>
    internal async Task<string> PushAsync(ToolHome home)
    {
        var repository = $"{(await RegistryAsync()).Host}/lab/{Guid.NewGuid():N}";
        await File.WriteAllTextAsync(home.PathOf("content.txt"), repository);
        var pushed = (await home.OrasAsync(
            "push", $"{repository}:v1", "content.txt:text/plain", "--format", "go-template={{.digest}}")).Succeeded();
        return $"{repository}@{pushed.StandardOutput.Trim()}";
    }

    public async ValueTask DisposeAsync()
    {
        // test.sh looks for this line.
        Console.WriteLine(Matrix);
        if (_registry is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _registry.Value).DisposeAsync();
        }

        if (_keys is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            (await _keys.Value).Dispose();
        }
    }
}
