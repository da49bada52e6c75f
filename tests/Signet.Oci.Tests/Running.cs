namespace Signet.Oci.Tests;

/// <summary>The test that is running.</summary>
internal static class Running
{
    /// <summary>Cancelled when the run is stopped.</summary>
    public static CancellationToken Test => TestContext.Current.CancellationToken;
}
