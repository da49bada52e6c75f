using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Targets;

/// <summary>A target with its repository open.</summary>
internal sealed class OpenTarget(Target target, IRepository repository, RegistryClient? client) : IDisposable
{
    public Target Target => target;

    public IRepository Repository => repository;

    public void Dispose() => client?.Dispose();
}
