using Signet.Oci.Credentials;

namespace Signet.Oci.Tests.Credentials;

/// <summary>A folder with real helper programs, shell scripts, to be searched instead of the machine's own.</summary>
internal sealed class HelperScripts
{
    private readonly TemporaryDirectory _directory;

    public HelperScripts(TemporaryDirectory directory)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the helpers of this test are shell scripts");
        _directory = directory;
        Directory.CreateDirectory(directory["bin"]);
    }

    public CredentialStoreOptions Options => new() { SearchPath = _directory["bin"] };

    /// <summary>
    /// A helper that keeps what it is told in <c>kept</c>, one server, and notes its arguments and input in <c>log</c>.
    /// </summary>
    public void AddKeeper(string suffix) => Add(suffix, $$"""
        kept='{{_directory["kept"]}}'
        input=$(cat)
        printf '%s|%s|%s\n' "$0" "$*" "$input" >> '{{_directory["log"]}}'
        case "$1" in
          store) printf '%s' "$input" > "$kept" ;;
          get) if [ -f "$kept" ]; then cat "$kept"; else echo 'credentials not found in native keychain'; exit 1; fi ;;
          erase) if [ -f "$kept" ]; then rm "$kept"; else echo 'credentials not found in native keychain'; exit 1; fi ;;
        esac
        """);

    /// <summary>Adds <c>docker-credential-suffix</c>.</summary>
    public void Add(string suffix, string script) => AddProgram($"docker-credential-{suffix}", script);

    public void AddProgram(string name, string script)
    {
        var path = Path.Combine(_directory["bin"], name);
        File.WriteAllText(path, "#!/bin/sh\n" + script.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
