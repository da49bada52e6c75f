namespace Signet.Cli.Tests;

public sealed class TranscriptTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Transcripts");

    // Each is a chain of processes that mostly wait: all together they take as long as the longest.
    private static readonly Lazy<Dictionary<string, Task<string>>> Runs = new(() =>
        Names().ToDictionary(name => name, name => Task.Run(() => RunAsync(name))));

    public static TheoryData<string> Files => [.. Names()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_executable_answers_as_written(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("transcripts are run by a POSIX shell");
        }

        var problems = await Runs.Value[file];

        Assert.True(problems.Length == 0, problems);
    }

    private static IEnumerable<string> Names() =>
        Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    private static async Task<string> RunAsync(string name)
    {
        await using var transcript = await Transcript.OpenAsync(CancellationToken.None);
        return await transcript.RunAsync(Path.Combine(Folder, name), CancellationToken.None);
    }
}
