using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Graph;

/// <summary>Repositories of one test.</summary>
internal sealed class Places(TemporaryDirectory directory) : IAsyncDisposable
{
    private readonly RegistryClient _client = TestContent.Client();

    public ScriptedRegistry? Registry { get; private set; }

    public async Task<IRepository> AtAsync(string kind, string name)
    {
        if (kind == "layout")
        {
            return await LayoutRepository.CreateAsync(directory[name], Running.Test);
        }

        Registry ??= await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions
        {
            ReferrersApi = kind == "registry",
            SupportsMount = true,
        });
        return _client.GetRepository(Registry.Host, name, RepositoryAccess.PullAndPush);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (Registry is not null)
        {
            await Registry.DisposeAsync();
        }
    }
}
