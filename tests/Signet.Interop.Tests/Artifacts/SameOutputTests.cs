using Signet.TestKit.Peers;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>The same command of oras and signet on equal repositories: equal output, byte for byte, and equal success.</summary>
public sealed class SameOutputTests(InteropLab lab)
{
    /// <summary>Sequences of commands; each runs on what the ones before it left.</summary>
    public static TheoryData<string, string[]> Sequences => new()
    {
        { "tag", ["tag REPO:v1 a", "tag REPO@IMAGE b", "resolve REPO:a", "resolve -l REPO:b", "tag REPO:nope x", "repo tags REPO:v1"] },
        { "resolve", ["resolve REPO:v1", "digest -l REPO@IMAGE", "resolve --platform linux/arm64 REPO:idx", "resolve --platform linux/s390x REPO:idx", "resolve --platform linux/amd64 REPO:v1", "resolve REPO:nope", "resolve REPO"] },
        {
            "manifest fetch",
            [
                "manifest fetch REPO:v1", "manifest get --pretty REPO:v1", "manifest show REPO@IMAGE", "manifest fetch --platform linux/amd64 REPO:idx",
                "manifest fetch --platform linux/arm64/v8 REPO:arm", "manifest fetch --platform linux/arm64/v7 REPO:arm",
                "manifest fetch -o m.json REPO:v1", "manifest fetch -o - REPO:v1", "manifest fetch REPO:nope", "manifest fetch --pretty --format json REPO:v1",
            ]
        },
        {
            "fetch-config",
            [
                "manifest fetch-config REPO:amd", "manifest get-config --pretty REPO:arm", "manifest fetch-config --descriptor REPO:amd",
                "manifest fetch-config --descriptor --pretty REPO:amd", "manifest fetch-config -o c.json --descriptor REPO:amd", "manifest fetch-config REPO:v1",
                "manifest fetch-config --platform linux/amd64 REPO:idx", "manifest fetch-config REPO:idx",
            ]
        },
        {
            "manifest push",
            [
                "manifest fetch -o TOOL.json REPO:v1", "manifest push REPO:p1 TOOL.json", "manifest push REPO:p1 TOOL.json", "manifest push REPO:p1,p2 TOOL.json",
                "manifest push REPO TOOL.json", "manifest push REPO@IMAGE TOOL.json", "manifest push --descriptor REPO:p3 TOOL.json",
                "manifest push --descriptor --pretty REPO:p4 TOOL.json", "resolve REPO:p2", "manifest push REPO:x missing.json",
            ]
        },
        {
            "manifest delete",
            [
                "manifest delete REPO:v1", "manifest delete --force REPO:v1", "manifest delete -f REPO:v1", "manifest rm REPO:v1",
                "manifest delete -f REPO:old", "manifest delete --descriptor REPO:amd", "manifest fetch REPO:v1",
            ]
        },
        {
            "index create",
            [
                "manifest index create REPO:i1 amd arm", "manifest index create REPO:i2,i3 amd ARM -a k=v -a a=<b> --artifact-type application/vnd.x",
                "manifest index create REPO:i4 i1 v1 old", "manifest index create REPO amd -o TOOL.json", "manifest index pack REPO amd arm -o -",
                "manifest index create REPO amd -o - --pretty", "manifest index create REPO:none", "manifest fetch REPO:i2", "resolve REPO:i3", "resolve REPO:i4",
                "manifest index create REPO:x nope",
            ]
        },
        {
            "index update",
            [
                "manifest index update REPO:idx --remove ARM", "manifest index update REPO:idx --remove ARM", "manifest index update REPO:idx --add v1 --add ARM --tag t1",
                "manifest index create REPO:more arm old", "manifest index update REPO:idx --merge more --artifact-type application/vnd.y", "manifest fetch REPO:idx",
                "manifest index update REPO:idx", "manifest index update REPO:idx --artifact-type= -o -", "manifest index update REPO:idx --remove v1",
                "manifest index update REPO:v1 --merge idx --output x.json --tag y", "resolve REPO:t1", "resolve REPO:idx",
            ]
        },
        {
            "blob",
            [
                "blob push REPO new.txt", "blob push REPO new.txt", "blob push REPO@BLOB hi.txt", "blob push --descriptor REPO hi.txt",
                "blob push --descriptor --pretty --media-type a/b REPO ho.txt", "blob push --size 9 REPO hi.txt", "blob fetch -o - REPO@BLOB",
                "blob fetch -o TOOL.bin REPO@BLOB", "blob fetch -o TOOL.bin --descriptor REPO@BLOB", "blob get --descriptor --pretty REPO@BLOB",
                "blob fetch REPO@BLOB", "blob fetch -o - REPO@IMAGE0", "blob delete REPO@BLOB", "blob delete -f REPO@BLOB", "blob delete -f REPO@BLOB",
                "blob fetch --descriptor REPO@BLOB",
            ]
        },
        {
            "push",
            [
                "push REPO:n1 new.txt CREATED", "push REPO:n2,n3 new.txt:text/plain hi.txt folder CREATED -a k=<v> -a e=", "push REPO ho.txt CREATED --artifact-type application/vnd.x",
                "push REPO:n4 ho.txt --config new.txt CREATED", "push REPO:n5 hi.txt --config new.txt:a/b --artifact-type c/d CREATED", "push REPO:n6 --image-spec v1.0 CREATED -a x=6",
                "push REPO:n7 hi.txt --image-spec v1.0 --artifact-type e/f CREATED", "push REPO:n8 ho.txt --artifact-platform linux/arm64/v7 CREATED",
                "push REPO:n9 new.txt hi.txt --annotation-file notes.json", "manifest fetch REPO:n9", "manifest fetch REPO:n2", "manifest fetch REPO:n4", "manifest fetch REPO:n6",
                "manifest fetch REPO:n8", "push REPO:j1,j0 hi.txt CREATED --format json", "push REPO:j2 --image-spec v1.0 CREATED --format json",
                "push REPO:x --export-manifest TOOL-m.json hi.txt CREATED --format go-template={{.digest}}{{.referenceAsTags}}", "push REPO:x missing.txt", "push REPO:x hi.txt hi.txt",
                "push REPO:x /etc/hostname", "push REPO:x hi.txt -a a=1 -a a=2", "push REPO:x hi.txt --image-spec v1.1 --config ho.txt",
            ]
        },
        {
            "pull",
            [
                "push REPO:f hi.txt same.txt folder CREATED", "pull REPO:f -o out", "pull REPO:f -o out --format json", "pull REPO:f -k -o out", "pull REPO@IMAGE -o out --no-tty",
                "pull REPO:f -o out --format go-template={{range.files}}{{.path}}{{println}}{{end}}", "push REPO:c hi.txt --config new.txt:a/b CREATED", "pull REPO:c -o TOOL-out --config c.json:a/b",
                "pull REPO:nope -o out", "pull REPO -o out", "pull REPO:idx --platform linux/s390x -o out",
            ]
        },
        {
            "attach",
            [
                "attach REPO@AMD hi.txt --artifact-type a/b CREATED", "attach REPO@AMD --artifact-type a/c CREATED --format json", "attach REPO@ARM hi.txt folder:x/y --artifact-type a/d -a k=v CREATED",
                "attach REPO@AMD ho.txt --artifact-type a/e --config new.txt:a/b CREATED --format go-template={{.digest}}", "attach REPO:nope hi.txt --artifact-type a/b", "attach REPO:v1 hi.txt --artifact-type bad",
                "discover --artifact-type a/b REPO:amd", "discover --artifact-type a/e REPO:amd",
            ]
        },
        { "repo tags", ["repo tags REPO", "repo show-tags --format json REPO", "repo tags --exclude-digest-tags REPO", "repo tags REPO:idx", "repo tags REPO:nope"] },
    };

    public static TheoryData<string> Discoveries =>
    [
        "discover --format json REPO:v1", "discover --format json --depth 1 REPO@IMAGE", "discover --artifact-type sig/example --format json REPO:v1",
        "discover REPO:v1", "discover REPO:amd", "discover --depth 1 REPO:v1", "discover --distribution-spec v1.1-referrers-tag --format json REPO@SBOM",
        "discover --platform linux/amd64 REPO:idx", "discover --distribution-spec v1.1-referrers-api REPO:v1", "discover REPO:nope", "discover -o json REPO:v1",
    ];

    public static TheoryData<string> Templates =>
    [
        "{{.digest}}", "{{range .referrers}}{{println .digest .artifactType}}{{end}}", "{{.}}", "{{.nope}}|{{.nope.more}}",
        "{{range $i, $r := .referrers}}{{if $i}},{{end}}{{$r.digest}}{{end}}", "{{(index .referrers 0).artifactType}}{{len .referrers}}",
        "{{index .referrers 0 \"annotations\" \"org.opencontainers.image.created\"}}", "{{printf \"%s %v %q %x\" .mediaType .size .mediaType \"hi\"}}",
        "{{range .referrers}}{{if eq .artifactType \"sig/example\"}}{{.digest}}{{else}}-{{end}}{{end}}", "{{with .annotations}}a{{else}}none{{end}}",
        "{{toJson .}}", "{{toPrettyJson (index .referrers 1)}}", "{{.digest | trimPrefix \"sha256:\" | trunc 12 | upper}}",
        "{{range .referrers}}{{range .referrers}}{{.artifactType}}{{end}}{{end}}", "a{{ 1 -}}  b  {{- 2 }}c", "{{range $k, $v := index .referrers 0 \"annotations\"}}{{$k}}={{$v}}{{end}}",
        "{{and .digest (not .nope)}} {{or .nope \"d\"}} {{ne 1 2}} {{.nope | default \"x\"}} {{join \",\" (splitList \"/\" .mediaType)}} {{print 1 2 \"a\" 3}}",
    ];

    [Theory]
    [MemberData(nameof(Sequences))]
    public Task In_a_registry(string name, string[] commands) => CompareAsync(name, commands, isLayout: false);

    [Theory]
    [MemberData(nameof(Sequences))]
    public Task In_a_layout(string name, string[] commands) => CompareAsync(name, commands, isLayout: true);

    [Fact]
    public async Task Discover_shows_the_same_referrers()
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        foreach (var row in Discoveries)
        {
            await CompareAsync(pair, row.Data);
        }

        foreach (var row in Templates)
        {
            await CompareAsync(pair, "discover REPO:v1 --format", "go-template=" + row.Data);
        }

        await CompareAsync(pair, "manifest fetch REPO:v1 --format", "go-template={{range .content.layers}}{{.mediaType}}{{.annotations}}{{end}}");
        await CompareAsync(pair, "manifest fetch REPO:v1 --format json");
        await CompareAsync(pair, "manifest fetch --descriptor REPO:v1");
        await CompareAsync(pair, "manifest fetch --descriptor --pretty --platform linux/amd64 REPO:idx");
        await CompareAsync(pair, "manifest fetch -o m.json --descriptor REPO:v1");
        await CompareAsync(pair, "manifest delete -f --descriptor REPO:old");
        await CompareAsync(pair, "manifest delete -f --descriptor --pretty REPO:amd");
    }

    [Fact]
    public async Task A_registry_lists_the_same_repositories()
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);

        foreach (var command in new[] { "repo ls HOST", "repo list HOST/pair", "repo ls --format json HOST/pair/", "repo ls --last pair HOST" })
        {
            var results = await Task.WhenAll(ArtifactPair.Tools.Select(tool => pair.RunAsync(tool, command)));
            // Other tests push meanwhile: what is of this pair must be the same.
            var mine = results.Select(r => r.Succeeded().StandardOutput.Split('\n').Where(line => Mine(pair, line)).ToList()).ToList();
            Assert.Equal(2, mine[0].Count);
            Assert.Equal(mine[0], mine[1]);
        }
    }

    private static bool Mine(ArtifactPair pair, string line) =>
        ArtifactPair.Tools.Any(tool => line.Contains(pair.RepositoryOf(tool).Split('/')[^1], StringComparison.Ordinal));

    private async Task CompareAsync(string name, string[] commands, bool isLayout)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout);
        Assert.NotEmpty(name);
        foreach (var command in commands)
        {
            await CompareAsync(pair, command);
        }
    }

    private static async Task CompareAsync(ArtifactPair pair, string command, params string[] more)
    {
        var oras = await pair.RunAsync("oras", command, more);
        var signet = await pair.RunAsync("signet", command, more);
        var (expected, actual) = (Lines(pair, "oras", command, oras), Lines(pair, "signet", command, signet));
        Assert.True(expected == actual && (oras.ExitCode == 0) == (signet.ExitCode == 0), $"{oras}\n{signet}");
    }

    /// <summary>
    /// What is compared: nothing of a failure, of which oras has sometimes printed a line before it knew. Tags come in the
    /// order of the registry's disk, lines about several tags in that of oras's requests: those are put in order.
    /// </summary>
    private static string Lines(ArtifactPair pair, string tool, string command, ToolResult result)
    {
        if (result.ExitCode != 0)
        {
            return "";
        }

        var lines = pair.Normal(tool, result.StandardOutput).Split('\n');
        if (command.Split(' ')[0] is "push" or "pull" or "attach")
        {
            // Files move in any order, and which of two names of one content moves is chance in oras.
            return string.Join(
                '\n', lines.Select(line => line.Replace(" same.txt", " hi.txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }

        if (command.StartsWith("repo ", StringComparison.Ordinal))
        {
            return string.Join('\n', lines.Select(line => line.TrimEnd(',')).Order(StringComparer.Ordinal));
        }

        var tagged = new Queue<string>(lines.Where(IsTagged).Order(StringComparer.Ordinal));
        return string.Join('\n', lines.Select(line => IsTagged(line) ? tagged.Dequeue() : line));
    }

    private static bool IsTagged(string line) => line.StartsWith("Tagged ", StringComparison.Ordinal);
}
