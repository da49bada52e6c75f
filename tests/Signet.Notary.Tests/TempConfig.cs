using Signet.Notary.Configuration;

namespace Signet.Notary.Tests;

/// <summary>Configuration directories of their own for one test, removed afterwards.</summary>
internal sealed class TempConfig : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("signet-config-");

    public TempConfig() => Directories = new()
    {
        ConfigDirectory = Path.Combine(_root.FullName, "notation"),
        LibexecDirectory = Path.Combine(_root.FullName, "notation"),
        CacheDirectory = Path.Combine(_root.FullName, "cache"),
    };

    public NotaryDirectories Directories { get; }

    public string Outside(string name) => Path.Combine(_root.FullName, name);

    public string Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
