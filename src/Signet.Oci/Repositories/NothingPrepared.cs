namespace Signet.Oci.Repositories;

/// <summary>The answer of a repository that stores blobs without a session.</summary>
public sealed class NothingPrepared : IUploadPreparation
{
    private NothingPrepared()
    {
    }

    /// <summary>The only one.</summary>
    public static NothingPrepared Instance { get; } = new();

    /// <summary>Does nothing.</summary>
    public void Release()
    {
    }

    /// <summary>Does nothing.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
