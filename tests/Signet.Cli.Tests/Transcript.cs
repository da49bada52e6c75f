using System.Diagnostics;
using System.Text;

namespace Signet.Cli.Tests;

/// <summary>Runs one transcript; see Transcripts/README.md.</summary>
internal sealed class Transcript : IAsyncDisposable
{
    /// <summary>Writes an OCI layout with one artifact: <c>make-layout FOLDER TAG [TEXT]</c>.</summary>
    private const string MakeLayout = """
        #!/bin/sh
        set -e
        mkdir -p "$1/blobs/sha256"
        put() { d=$(printf %s "$1" | sha256sum | cut -d' ' -f1); printf %s "$1" > "$2/blobs/sha256/$d"; echo "$d"; }
        printf '{"imageLayoutVersion":"1.0.0"}' > "$1/oci-layout"
        empty=$(put '{}' "$1")
        text=$(put "${3:-hello}" "$1")
        size=$(printf %s "${3:-hello}" | wc -c)
        manifest=$(printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/vnd.example","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:%s","size":2},"layers":[{"mediaType":"text/plain","digest":"sha256:%s","size":%s}]}' "$empty" "$text" "$size")
        digest=$(put "$manifest" "$1")
        size=$(printf %s "$manifest" | wc -c)
        printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}]}' "$digest" "$size" "$2" > "$1/index.json"
        echo "$1@sha256:$digest"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("signet-cli-").FullName;
    private readonly Dictionary<string, string> _names = [];
    private readonly StringBuilder _problems = new();

    /// <summary>The executable under test.</summary>
    public static string Executable { get; } = Environment.GetEnvironmentVariable("SIGNET_EXE")
        ?? Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Signet.Cli", Configuration, OperatingSystem.IsWindows() ? "signet.exe" : "signet"));

    // Below artifacts/…/bin lies one folder for each project, in it one for each configuration.
    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\'));

    private string Home => Path.Combine(_folder, "home");

    private string Work => Path.Combine(_folder, "work");

    /// <summary>A shell in a fresh folder, with a home of its own and <c>signet</c> in its path.</summary>
    public static async Task<Transcript> OpenAsync(CancellationToken cancellationToken)
    {
        var transcript = new Transcript();
        await transcript.PrepareAsync(cancellationToken);
        return transcript;
    }

    /// <summary>Runs one command line of the shell.</summary>
    public Task<(string Output, string Error, int ExitCode)> RunCommandAsync(
        string command, CancellationToken cancellationToken) => ShellAsync(command, cancellationToken);

    /// <summary>How to run a file of the working folder at a terminal that <c>script</c> makes.</summary>
    public ProcessStartInfo AtTerminal(string script, string file) => Start(script, "-q", "-c", $"/bin/sh {file}", "/dev/null");

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Home);
        Directory.CreateDirectory(Work);
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        File.CreateSymbolicLink(Path.Combine(_folder, "bin", "signet"), Executable);
        await File.WriteAllTextAsync(Path.Combine(_folder, "bin", "make-layout"), MakeLayout, cancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Path.Combine(_folder, "bin", "make-layout"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _names["home"] = Home;
        _names["work"] = Work;
    }

    /// <summary>Runs every command of the file; the text of all differences, empty when there are none.</summary>
    public async Task<string> RunAsync(string file, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(file, cancellationToken);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("$ ", StringComparison.Ordinal))
            {
                continue;
            }

            var number = i + 1;
            var command = lines[i][2..];
            var expected = new List<string>();
            while (i + 1 < lines.Length && lines[i + 1] is ['|' or '!' or '=', ..])
            {
                expected.Add(lines[++i]);
            }

            await StepAsync(number, command, expected, cancellationToken);
        }

        return _problems.ToString();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task StepAsync(
        int number, string command, List<string> expected, CancellationToken cancellationToken)
    {
        var (output, error, exitCode) = await ShellAsync(TranscriptLine.Fill(command, _names), cancellationToken);
        var actual = Prefixed("|", output).Concat(Prefixed("!", error)).ToList();
        if (exitCode != 0)
        {
            actual.Add($"= {exitCode}");
        }

        var wanted = expected.Order(StreamOrder.Instance).ToList();
        var same = wanted.Count == actual.Count
            && wanted.Zip(actual).All(p => TranscriptLine.Matches(p.First, p.Second, _names));
        if (!same)
        {
            _problems.Append($"\nline {number}: $ {command}\n--- expected\n{string.Join('\n', wanted)}\n--- actual\n")
                .Append(string.Join('\n', actual.Select(a => a.EndsWith(' ') ? a[..^1] + '␠' : a))).Append('\n');
        }
    }

    private static IEnumerable<string> Prefixed(string prefix, string text)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var lines = text.Split('\n').ToList();
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }
        else
        {
            lines[^1] += "\\c";
        }

        return lines.Select(l => l.Length == 0 ? prefix : $"{prefix} {l}");
    }

    private async Task<(string Output, string Error, int ExitCode)> ShellAsync(
        string command, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Start("/bin/sh", "-c", command))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (await output, await error, process.ExitCode);
    }

    private ProcessStartInfo Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A clean environment: nothing of the machine that runs the tests, but where its .NET is.
        start.Environment.Clear();
        start.Environment["HOME"] = Home;
        start.Environment["TZ"] = "UTC";
        start.Environment["PATH"] = $"{Path.Combine(_folder, "bin")}:/usr/bin:/bin";
        start.Environment["DOTNET_ROOT"] = DotnetRoot();
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    private static string? DotnetRoot()
    {
        // …/dotnet/shared/Microsoft.NETCore.App/10.0.0/ is where the running runtime lives.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return runtime is null ? null : Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
    }

    /// <summary>Standard output first, then standard error, then the exit code; otherwise as written.</summary>
    private sealed class StreamOrder : IComparer<string>
    {
        public static readonly StreamOrder Instance = new();

        public int Compare(string? x, string? y) => Rank(x) - Rank(y);

        private static int Rank(string? line) => line?[0] switch { '|' => 0, '!' => 1, _ => 2 };
    }
}
