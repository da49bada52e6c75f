using Signet.Cli.Output.Progress;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Targets;

/// <summary>A target with its repository open.</summary>
internal sealed class OpenTarget(Target target, IRepository repository, RegistryClient? client) : IDisposable
{
    public Target Target => target;

    public IRepository Repository => repository;

    /// <summary>Shows what is fetched into the cache, when there is one, before it comes from there.</summary>
    public void ShowFetching(TransferProgress progress)
    {
        if (repository is CachedRepository cached)
        {
            cached.Fetched = (descriptor, bytes) => progress.Moving(descriptor).Report(bytes);
        }
    }

    public void Dispose()
    {
        (repository as CachedRepository)?.Dispose();
        client?.Dispose();
    }
}
