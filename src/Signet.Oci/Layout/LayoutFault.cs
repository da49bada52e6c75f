namespace Signet.Oci.Layout;

/// <summary>Turns what the file system answers into the failure a repository reports.</summary>
internal static class LayoutFault
{
    /// <summary>True for a failure of the file system.</summary>
    public static bool IsOfFileSystem(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Describes <paramref name="cause"/>, met while <paramref name="what"/> was wanted.</summary>
    public static OciException Of(Exception cause, string what) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            new OciException(OciError.NotFound, $"not found: {what}", cause),
        UnauthorizedAccessException => new OciException(
            OciError.Forbidden, $"{what}: permission denied: {cause.Message} Check the owner and mode of the layout's files.", cause),
        // The disk may answer later: what the layout holds is unknown, not absent.
        _ => new OciException(OciError.Unreachable, $"{what}: {cause.Message}", cause),
    };

    /// <summary>Runs <paramref name="operation"/> and describes what the file system says against it.</summary>
    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> operation)
    {
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfFileSystem(e))
        {
            throw Of(e, what);
        }
    }
}
