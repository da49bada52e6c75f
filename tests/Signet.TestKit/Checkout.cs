namespace Signet.TestKit;

/// <summary>Finds files of the checkout the tests were built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds <c>Signet.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Full path of a file named relative to the checkout.</summary>
    public static string Find(string relativePath) => Path.Combine(Root, relativePath);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Signet.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Signet.slnx above {AppContext.BaseDirectory}");
    }
}
