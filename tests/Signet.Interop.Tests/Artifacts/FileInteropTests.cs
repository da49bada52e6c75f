using System.Text.Json.Nodes;
using Signet.TestKit.Peers;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>What one tool packs, the other unpacks; what many attach at once, both list.</summary>
public sealed class FileInteropTests(InteropLab lab)
{
    private const UnixFileMode Script =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("oras", "signet", false)]
    [InlineData("signet", "oras", false)]
    [InlineData("oras", "signet", true)]
    [InlineData("signet", "oras", true)]
    public async Task What_one_pushes_the_other_pulls(string maker, string reader, bool isLayout)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(pair.Home.PathOf("folder/sub/f"), Script);
        }

        var large = new byte[3_000_000];
        Random.Shared.NextBytes(large);
        await File.WriteAllBytesAsync(pair.Home.PathOf("large"), large, Token);

        (await pair.RunOnAsync(maker, maker, "", "push REPO:files large hi.txt:text/plain same.txt folder --config new.txt:a/b --artifact-type c/d")).Succeeded();
        (await pair.RunOnAsync(reader, maker, "", "pull REPO:files -o out --config cfg")).Succeeded();

        Assert.Equal(large, await File.ReadAllBytesAsync(pair.Home.PathOf("out/large"), Token));
        Assert.Equal("hi\n", await File.ReadAllTextAsync(pair.Home.PathOf("out/hi.txt"), Token));
        Assert.Equal("hi\n", await File.ReadAllTextAsync(pair.Home.PathOf("out/same.txt"), Token));
        Assert.Equal("new\n", await File.ReadAllTextAsync(pair.Home.PathOf("out/cfg"), Token));
        Assert.Equal("in folder\n", await File.ReadAllTextAsync(pair.Home.PathOf("out/folder/link"), Token));
        Assert.Equal("sub/f", new FileInfo(pair.Home.PathOf("out/folder/link")).LinkTarget);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(pair.Home.PathOf("out/folder/sub/f")) == Script);
        Assert.Equal(
            ["cfg", "folder", "hi.txt", "large", "same.txt"],
            Directory.GetFileSystemEntries(pair.Home.PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>oras loses some of them: it reads the list of referrers, adds its own, and writes it back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R9_ten_that_attach_at_once_are_all_listed(bool isLayout)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout);

        var runs = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => pair.RunAsync(
            "signet", $"attach REPO:idx --platform linux/amd64 hi.txt --artifact-type test/n{i} --format go-template={{{{.digest}}}}")));

        var attached = runs.Select(run => run.Succeeded().StandardOutput).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(10, attached.Distinct().Count());
        foreach (var tool in ArtifactPair.Tools)
        {
            var listed = (await pair.RunOnAsync(tool, "signet", "", "discover --format json REPO:amd")).Succeeded().StandardOutput;
            Assert.Equal(
                attached,
                JsonNode.Parse(listed)!["referrers"]!.AsArray().Select(r => (string)r!["digest"]!).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Results of a push at a terminal follow the bars, which are gone then.</summary>
    [Fact]
    public async Task At_a_terminal_results_stand_below_what_was_done()
    {
        const string Program = "/usr/bin/script";
        if (!File.Exists(Program))
        {
            throw PeerMissingException.For("script", "install the package bsdutils");
        }

        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        pair.Home.Variables["TERM"] = "xterm";
        await File.WriteAllBytesAsync(pair.Home.PathOf("large"), new byte[100_000_000], Token);
        var repository = pair.RepositoryOf("signet");

        var run = (await pair.Home.RunAsync(
            Program, ["-qec", $"{Peers.Signet} push {repository}:tty large hi.txt", "/dev/null"])).Succeeded();

        var screen = Screen(run.StandardOutput);
        Assert.Equal(4, screen.Count(line => line.StartsWith("Uploaded ", StringComparison.Ordinal) || line.StartsWith("Exists ", StringComparison.Ordinal)));
        Assert.Equal($"Pushed [registry] {repository}:tty", screen[^3]);
        Assert.StartsWith("Digest: sha256:", screen[^1], StringComparison.Ordinal);
        Assert.All(screen, line => Assert.DoesNotContain("%", line, StringComparison.Ordinal));
    }

    /// <summary>What is left on a terminal, which goes up and clears what is below when it is told.</summary>
    private static List<string> Screen(string output)
    {
        var lines = new List<string>();
        foreach (var part in output.Replace("\r", "", StringComparison.Ordinal).Split('\n'))
        {
            var line = part;
            while (line.IndexOf('\e', StringComparison.Ordinal) is >= 0 and var at)
            {
                var end = at + 1;
                while (!char.IsAsciiLetter(line[end]) && line[end] is not '=' and not '>')
                {
                    end++;
                }

                if (line[end] == 'A')
                {
                    var up = int.Parse(line[(at + 2)..end], System.Globalization.CultureInfo.InvariantCulture);
                    lines.RemoveRange(lines.Count - up, up);
                }

                line = line[..at] + line[(end + 1)..];
            }

            lines.Add(line);
        }

        lines.RemoveAll(line => line.Length == 0);
        return lines;
    }
}
