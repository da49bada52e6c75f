using System.Diagnostics.CodeAnalysis;

namespace Signet.TestKit.Peers;

/// <summary>
/// The real programs tests run against. <c>eng/peers.sh</c> fetches them; where one is missing, its tests are skipped
/// with the reason.
/// </summary>
public static class Peers
{
    public static string Notation => Require("notation", Cached("notation", "usr/bin/notation"));

    public static string Oras => Require("oras", Cached("oras", "usr/bin/oras"));

    public static string DockerRegistry => Require("docker-registry", Cached("docker-registry", "usr/bin/docker-registry"));

    public static string OpenSsl => Require("openssl", OnPath("openssl"));

    /// <summary>Python 3; the system's own before one that a version manager put first on the path.</summary>
    public static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : Require("python3", OnPath("python3"));

    /// <summary>The PKCS#11 module of SoftHSM.</summary>
    public static string SoftHsmModule => Require("softhsm2", Cached("softhsm2", "usr/lib/softhsm/libsofthsm2.so"));

    public static string SoftHsmUtil => Require("softhsm2", Cached("softhsm2", "usr/bin/softhsm2-util"));

    public static string Pkcs11Tool => Require("opensc", Cached("opensc", "usr/bin/pkcs11-tool"));

    /// <summary>The folder of the library that <see cref="Pkcs11Tool"/> needs, which is in the cache beside it.</summary>
    public static string OpenScLibraries => Path.GetDirectoryName(Require(
        "opensc",
        Directory.EnumerateFiles(
            Path.Combine(Path.GetDirectoryName(Pkcs11Tool)!, "..", "lib"), "libopensc.so.*", SearchOption.AllDirectories)
            .FirstOrDefault()))!;

    /// <summary>
    /// The PKCS#11 plugin: <c>SIGNET_PKCS11_PLUGIN</c>, else <c>out/notation-pkcs11</c> of this checkout, else the managed
    /// build.
    /// </summary>
    public static string Pkcs11Plugin
    {
        get
        {
            var fromEnvironment = Environment.GetEnvironmentVariable("SIGNET_PKCS11_PLUGIN");
            string[] candidates =
            [
                "out/notation-pkcs11",
                "artifacts/net10.0/bin/Notation.Pkcs11/release/notation-pkcs11",
                "artifacts/net10.0/bin/Notation.Pkcs11/debug/notation-pkcs11",
            ];
            return !string.IsNullOrEmpty(fromEnvironment)
                ? fromEnvironment
                : Require("notation-pkcs11", candidates.Select(Checkout.Find).FirstOrDefault(File.Exists), "run ./build.sh");
        }
    }

    /// <summary>The executable under test: <c>SIGNET_EXE</c>, else <c>out/signet</c> of this checkout, else the managed build.</summary>
    public static string Signet
    {
        get
        {
            var fromEnvironment = Environment.GetEnvironmentVariable("SIGNET_EXE");
            if (!string.IsNullOrEmpty(fromEnvironment))
            {
                return fromEnvironment;
            }

            string[] candidates =
            [
                "out/signet",
                "artifacts/net10.0/bin/Signet.Cli/release/signet",
                "artifacts/net10.0/bin/Signet.Cli/debug/signet",
            ];
            return Require("signet", candidates.Select(Checkout.Find).FirstOrDefault(File.Exists), "run ./build.sh");
        }
    }

    private static string? Cached(string name, string program)
    {
        var cache = Environment.GetEnvironmentVariable("SIGNET_PEERS");
        if (string.IsNullOrEmpty(cache))
        {
            var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            cache = Path.Combine(
                string.IsNullOrEmpty(home)
                    ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
                    : home,
                "signet",
                "peers");
        }

        var path = Path.Combine(cache, name, program);
        return File.Exists(path) ? path : null;
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static string Require(string name, [NotNull] string? path, string remedy = "run eng/peers.sh and see what it says")
    {
        if (path is null)
        {
            throw PeerMissingException.For(name, remedy);
        }

        return path;
    }
}
