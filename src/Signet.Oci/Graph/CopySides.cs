namespace Signet.Oci.Graph;

/// <summary>Notes on failures which end of a copy they are of; who notes first was nearest.</summary>
internal static class CopySides
{
    public static async Task<T> OfAsync<T>(CopySide side, Func<Task<T>> operation)
    {
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (OciException e) when (e.Side is null)
        {
            e.Side = side;
            throw;
        }
    }
}
