using Xunit;

namespace Signet.TestKit;

/// <summary>
/// The interoperability vectors: files made by the Notary Project's own libraries, which lie outside the repository. Found
/// by the environment variable <c>SIGNET_VECTORS</c>, else in <c>shared/vectors</c> of a folder above the tests.
/// </summary>
public static class Vectors
{
    private static readonly string? Root = Find();

    /// <summary>True when the vectors are on this machine.</summary>
    public static bool ArePresent => Root is not null;

    /// <summary>Path of one file or folder, for example <c>notation-go/internal/testdata/jws_signature.sig</c>.</summary>
    public static string Path(string relativePath) => System.IO.Path.Combine(
        Root ?? throw new DirectoryNotFoundException("the interoperability vectors are absent; call SkipUnlessPresent first"),
        relativePath);

    /// <summary>The bytes of one file.</summary>
    public static byte[] Read(string relativePath) => File.ReadAllBytes(Path(relativePath));

    /// <summary>Ends the test as skipped, with the reason, when the vectors are not on this machine.</summary>
    public static void SkipUnlessPresent()
    {
        if (Root is null)
        {
            Assert.Skip("the interoperability vectors are absent: set SIGNET_VECTORS to their folder");
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SIGNET_VECTORS") is { Length: > 0 } named)
        {
            return Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"SIGNET_VECTORS names \"{named}\", which is no folder");
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
