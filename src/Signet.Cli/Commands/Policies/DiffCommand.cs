using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Artifacts;
using Signet.Cli.Output;
using Signet.Notary.Trust.Policies;

namespace Signet.Cli.Commands.Policies;

/// <summary>Shows what would change for references if one policy replaced another.</summary>
internal sealed class DiffCommand : Command
{
    /// <summary>Bytes of a file of references: ten thousand long ones.</summary>
    private const int MaxListBytes = 4 * 1024 * 1024;

    private readonly StringFlag _references =
        new("references", '\0', "file of references, one a line; \"-\" for standard input");

    private readonly ReportFlag _report = new();

    public DiffCommand()
        : base("diff", "Show what would change for references between two trust policies")
    {
        Description = """
            Shows what would change for a list of references if the new policy replaced the old one: the statement that
            applies, its level, stores, identities and requirements. Nothing is asked of a registry.

            Exit codes:
              0   nothing changes for these references
              1   a policy is not valid, or a reference is none
              2   something changes

            Examples:
              signet policy diff old.json new.json registry.example.com/app registry.example.com/team/app
              signet policy diff old.json new.json --references running.txt
              kubectl get pods -A -o jsonpath='{..image}' | tr ' ' '\n' | signet policy diff old.json new.json --references -
            """;
        Arguments = "[flags] <old> <new> [reference]...";
        Flags.Add(_references);
        _report.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 2)
        {
            throw new CommandException($"requires two policy files and references, received {arguments.Count} arg(s)");
        }
    }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var old = await PolicyChoice.ReadAsync(context.Arguments[0], cancellationToken);
        var next = await PolicyChoice.ReadAsync(context.Arguments[1], cancellationToken);
        var repositories = await ReadRepositoriesAsync(context, cancellationToken);
        var comparisons = repositories.ConvertAll(r => PolicyComparison.Of(old, next, r));
        var changed = comparisons.FindAll(c => c.Changes.Count > 0);
        if (_report.IsJson)
        {
            WriteJson(context, old.Source, next.Source, comparisons);
        }
        else
        {
            WriteText(context, changed);
            context.WriteLine($"{changed.Count} of {Count(comparisons.Count)} would change");
        }

        return changed.Count > 0 ? PolicyExitCode.Negative : 0;
    }

    private async Task<List<string>> ReadRepositoriesAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var references = context.Arguments.Skip(2).ToList();
        if (_references.IsSet)
        {
            using var file = _references.Value == "-" ? null : new StreamReader(
                new MemoryStream(await InputFile.ReadAsync(_references.Value, MaxListBytes, cancellationToken)));
            await foreach (var line in ReferenceLines.ReadAsync(file ?? context.In, cancellationToken))
            {
                references.Add(line);
            }
        }

        return references.Count > 0
            ? [.. references.Select(RepositoryArgument.Parse).Distinct(StringComparer.Ordinal)]
            : throw new CommandException("there are no references to compare for: name some, or a file of them with --references");
    }

    private static void WriteText(CommandContext context, List<PolicyComparison> changed)
    {
        foreach (var comparison in changed)
        {
            context.WriteLine(TerminalText.Escape(comparison.Repository));
            foreach (var change in comparison.Changes)
            {
                context.WriteLine(
                    $"  {change.Name}: {TerminalText.Escape(change.Old ?? "none")} -> {TerminalText.Escape(change.New ?? "none")}");
            }
        }
    }

    private static void WriteJson(CommandContext context, string old, string next, List<PolicyComparison> comparisons) =>
        ReportJson.Print(context, writer =>
        {
            writer.WriteString("old", old);
            writer.WriteString("new", next);
            writer.WriteStartArray("references");
            foreach (var comparison in comparisons)
            {
                writer.WriteStartObject();
                writer.WriteString("repository", comparison.Repository);
                writer.WriteBoolean("changed", comparison.Changes.Count > 0);
                writer.WriteString("oldStatement", comparison.Old?.Statement.Name);
                writer.WriteString("newStatement", comparison.New?.Statement.Name);
                writer.WriteStartArray("changes");
                foreach (var change in comparison.Changes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", change.Name);
                    writer.WriteString("old", change.Old);
                    writer.WriteString("new", change.New);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    private static string Count(int repositories) => repositories == 1 ? "1 repository" : $"{repositories} repositories";
}
