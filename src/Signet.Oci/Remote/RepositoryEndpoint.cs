using System.Text;
using Signet.Oci.Remote.Authentication;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>One repository's addresses, names and token scopes (distribution-spec, "Endpoints").</summary>
internal sealed class RepositoryEndpoint(
    RegistryConnection connection, string repository, RepositoryAccess access, IReadOnlyList<string>? manifestTypes = null)
{
    /// <summary>Every manifest type Signet reads, in the order <c>oras</c> asks for them.</summary>
    public const string AcceptManifests =
        $"{MediaTypes.DockerManifest}, {MediaTypes.DockerManifestList}, {MediaTypes.ImageManifest}, "
        + $"{MediaTypes.ImageIndex}, {MediaTypes.ArtifactManifest}";

    /// <summary>What is asked for when a user names a manifest; the client's options may narrow it.</summary>
    public string Accept { get; } =
        manifestTypes is { Count: > 0 } ? string.Join(", ", manifestTypes) : AcceptManifests;

    public RegistryConnection Connection => connection;

    public OciLimits Limits => connection.Limits;

    public string Repository => repository;

    /// <summary><c>registry/repository</c> as the user wrote it.</summary>
    public string Name => $"{connection.Address.Registry}/{repository}";

    public IReadOnlyList<string> PullScopes { get; } = access == RepositoryAccess.Pull
        ? [TokenScopes.Pull(repository)]
        : [TokenScopes.PullAndPush(repository)];

    public IReadOnlyList<string> PushScopes { get; } = [TokenScopes.PullAndPush(repository)];

    public IReadOnlyList<string> DeleteScopes { get; } = [TokenScopes.Delete(repository)];

    public Uri Manifest(string reference) => At($"manifests/{reference}");

    public Uri Blob(Digest digest) => At($"blobs/{digest}");

    public Uri Uploads => At("blobs/uploads/");

    public Uri Mount(Digest digest, string fromRepository) =>
        At($"blobs/uploads/?mount={Uri.EscapeDataString(digest.ToString())}&from={Uri.EscapeDataString(fromRepository)}");

    public Uri Referrers(Digest subject, string? artifactType) => At(
        $"referrers/{subject}" + (artifactType is null ? "" : $"?artifactType={Uri.EscapeDataString(artifactType)}"));

    public Uri Tags(string? last) =>
        At("tags/list" + (last is null ? "" : $"?last={Uri.EscapeDataString(last)}"));

    /// <summary>A manifest or blob as messages name it: <c>registry/repository:tag</c> or <c>…@digest</c>.</summary>
    public string Describe(string reference) =>
        new StringBuilder(Name).Append(reference.Contains(':', StringComparison.Ordinal) ? '@' : ':').Append(reference).ToString();

    public OciException NotFound(string reference) =>
        new(OciError.NotFound, $"{Describe(reference)}: not found") { StatusCode = 404 };

    private Uri At(string path) => new(connection.Address.Root, $"{repository}/{path}");
}
