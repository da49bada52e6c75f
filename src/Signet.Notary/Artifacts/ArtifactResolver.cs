using Signet.Oci;
using Signet.Oci.Repositories;

namespace Signet.Notary.Artifacts;

/// <summary>
/// Finds out which artifact a reference means. It is asked once; everything after it goes by the digest it answered, so
/// that a tag that moves meanwhile changes nothing (attack A11).
/// </summary>
internal static class ArtifactResolver
{
    /// <summary>The artifact's descriptor, as the repository states it: enough to compare a signature with.</summary>
    /// <inheritdoc cref="ResolveAsync(string, Func{string, CancellationToken, Task{Descriptor}}, CancellationToken)"/>
    public static Task<Descriptor> ResolveAsync(
        IRepository repository, string reference, CancellationToken cancellationToken) =>
        ResolveAsync(reference, repository.ResolveAsync, cancellationToken);

    /// <summary>
    /// The artifact's descriptor from the manifest itself, whose digest, size and media type were checked: what is going to
    /// be signed is nobody's claim. It costs no further request.
    /// </summary>
    /// <inheritdoc cref="ResolveAsync(string, Func{string, CancellationToken, Task{Descriptor}}, CancellationToken)"/>
    public static Task<Descriptor> ReadAsync(
        IRepository repository, string reference, CancellationToken cancellationToken) =>
        ResolveAsync(
            reference,
            async (name, ct) => (await repository.FetchManifestAsync(name, ct)).Descriptor,
            cancellationToken);

    /// <exception cref="OciException">
    /// There is none or it cannot be asked for; <see cref="OciError.ContentMismatch"/> when the answer is another digest
    /// than the one asked for (CVE-2023-33959, attack A6).
    /// </exception>
    private static async Task<Descriptor> ResolveAsync(
        string reference,
        Func<string, CancellationToken, Task<Descriptor>> ask,
        CancellationToken cancellationToken)
    {
        Descriptor descriptor;
        try
        {
            descriptor = await ask(reference, cancellationToken);
        }
        catch (OciException e)
        {
            throw new OciException(e.Error, $"failed to get manifest descriptor: {e.Message}", e)
            {
                StatusCode = e.StatusCode,
            };
        }

        // A repository must not answer this; it is checked again because everything rests on it.
        return Digest.TryParse(reference, out var requested) && requested != descriptor.Digest
            ? throw new OciException(
                OciError.ContentMismatch,
                $"user input digest {requested} does not match the resolved digest {descriptor.Digest}")
            : descriptor;
    }
}
