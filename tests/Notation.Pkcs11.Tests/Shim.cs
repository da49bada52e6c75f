using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>Compiles the module that misbehaves (Shim/shim.c).</summary>
internal static class Shim
{
    public static async Task<string> CompileAsync()
    {
        const string Compiler = "/usr/bin/cc";
        if (!File.Exists(Compiler))
        {
            throw PeerMissingException.For("C compiler", $"install gcc, so that there is {Compiler}");
        }

        // Stays as long as the process: the file is loaded by others' processes.
        var module = Path.Combine(AppContext.BaseDirectory, "Shim", "shim.so");
        using var home = new ToolHome();
        (await home.RunAsync(
            Compiler,
            ["-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", module, Path.Combine(AppContext.BaseDirectory, "Shim", "shim.c"), "-ldl"]))
            .Succeeded();
        return module;
    }
}
