namespace Signet.Oci.Repositories;

/// <summary>
/// What a repository holds ready for blobs that are going to be pushed. Dispose of it when the pushes are done: what nobody
/// used is given back.
/// </summary>
public interface IUploadPreparation : IAsyncDisposable
{
    /// <summary>Says that one blob less is going to be pushed, because it turned out to be there. Does not wait.</summary>
    void Release();
}
