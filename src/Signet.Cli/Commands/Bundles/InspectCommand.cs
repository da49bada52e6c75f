using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Bundles;
using Signet.Notary.Graph;

namespace Signet.Cli.Commands.Bundles;

/// <summary>Shows what a bundle says of itself, without believing it.</summary>
internal sealed class InspectCommand : Command
{
    private readonly ReportFlag _report = new();

    public InspectCommand()
        : base("inspect", "Show what a bundle says of itself, unverified")
    {
        Description = """
            Shows the statement of a bundle: where it is from, what is in it, and how fresh its answers about revocation are.
            Nothing but the integrity of the file is verified: use "signet bundle verify" before anything else.

            Examples:
              signet bundle inspect app.tar
              signet bundle inspect --output json app.tar
            """;
        Arguments = "[flags] <file>";
        _report.AddTo(Flags);
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => BundleFile.Require(this, arguments, 1, "one file");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var inspection = await BundleVerifier.InspectAsync(context.Arguments[0], cancellationToken);
        context.WriteWarning("nothing of this was verified; anybody can have written it");
        if (_report.IsJson)
        {
            context.Out.Write(TerminalText.EscapeJson(System.Text.Encoding.UTF8.GetString(inspection.Json)));
            return 0;
        }

        var statement = inspection.Statement;
        Write("Repository", statement.Repository);
        Write("Reference", statement.Reference);
        Write("Root", $"{statement.Root.Digest} ({statement.Root.MediaType})");
        Write("Created", $"{TimeText.Rfc3339(statement.Created)}{(statement.CreatedBy is { } by ? $" by {by}" : "")}");
        Write("Environment", statement.Environment ?? "none");
        Write("Policy", $"statement {statement.Policy.Statement} of {statement.Policy.Digest}");
        Write("Stores", string.Join(", ", statement.Certificates.Select(c => c.Store.ToString()).Distinct()));
        Write("Revocation", BundleText.Freshness(statement));
        Write("Content", $"{statement.Content.Count} manifests and blobs, {statement.Content.Sum(c => (decimal)c.Size)} bytes");
        foreach (var role in Enum.GetValues<GraphRole>())
        {
            var nodes = statement.Nodes.Where(node => node.Role == role).ToList();
            if (nodes.Count > 0)
            {
                Write(role.ToString(), string.Join(", ", nodes.GroupBy(n => n.Kind).OrderBy(g => g.Key).Select(
                    group => $"{group.Count()} {Verdicts.VerdictNames.Of(group.Key)}")));
            }
        }

        return 0;

        void Write(string name, string value) => context.WriteLine($"{name + ":",-13}{TerminalText.Escape(value)}");
    }
}
