namespace Signet.Cli.Tests;

public sealed class TranscriptTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Transcripts");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_executable_answers_as_written(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("transcripts are run by a POSIX shell");
        }

        await using var transcript = new Transcript();

        var problems = await transcript.RunAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);

        Assert.True(problems.Length == 0, problems);
    }
}
