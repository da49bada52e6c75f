using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Opens the repositories of references: all registries through one client, so that connections are shared.</summary>
internal sealed class ArtifactSource(RegistryClient? client) : IDisposable
{
    public async Task<IRepository> OpenAsync(
        ArtifactReference reference,
        CancellationToken cancellationToken,
        RepositoryAccess access = RepositoryAccess.Pull)
    {
        if (reference.InRegistry is { } remote)
        {
            return client!.GetRepository(remote.Registry, remote.Repository, access);
        }

        try
        {
            return await LayoutRepository.OpenAsync(reference.InLayout!.Path, cancellationToken);
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to create OCI store: {e.Message}", e);
        }
    }

    public void Dispose() => client?.Dispose();
}
