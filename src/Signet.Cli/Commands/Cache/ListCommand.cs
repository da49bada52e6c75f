using System.Globalization;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Revocation;

namespace Signet.Cli.Commands.Cache;

/// <summary>Lists the cached revocation lists and OCSP responses; no table at all when there are none.</summary>
internal sealed class ListCommand : Command
{
    private readonly ReportFlag _output = new();

    public ListCommand()
        : base("list", "List cached revocation lists and OCSP responses")
    {
        Description = """
            Lists the cached revocation lists by their issuer and the cached OCSP responses by their responder, with their
            times in UTC. Nothing of it is verified.

            Examples:
              signet cache list
              signet cache list --output json
            """;
        Aliases = ["ls"];
        Arguments = "[flags]";
        _output.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => RejectArguments(arguments);

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var entries = await new RevocationFileCache(context.Directories, context.Clock).ListAsync(cancellationToken);
        if (_output.IsJson)
        {
            context.Out.Write(Json(context.Directories.CacheDirectory, entries));
            return 0;
        }

        if (entries.Count > 0)
        {
            context.Out.Write(TableWriter.Format(
                ["KIND", "ISSUER OR RESPONDER", "THIS UPDATE", "NEXT UPDATE", "BYTES", "STATE"],
                entries.Select(e => new[]
                {
                    Kind(e),
                    e.Issuer ?? e.Address ?? Path.GetFileName(e.File),
                    Time(e.ThisUpdate) ?? "-",
                    Time(e.NextUpdate) ?? "-",
                    e.Bytes.ToString(CultureInfo.InvariantCulture),
                    State(e),
                })));
        }

        foreach (var entry in entries.Where(e => e.Fault is not null))
        {
            context.WriteWarning($"{TerminalText.Escape(entry.File)}: {TerminalText.Escape(entry.Fault)}");
        }

        return 0;
    }

    private static string Json(string directory, IReadOnlyList<RevocationCacheEntry> entries) => ReportJson.Format(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("directory", directory);
        writer.WriteStartArray("entries");
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Kind(entry));
            writer.WriteString("file", entry.File);
            writer.WriteNumber("bytes", entry.Bytes);
            writer.WriteString("state", State(entry));
            ReportJson.WriteOptional(writer, "issuer", entry.Issuer);
            ReportJson.WriteOptional(writer, "address", entry.Address);
            ReportJson.WriteOptional(writer, "thisUpdate", Time(entry.ThisUpdate));
            ReportJson.WriteOptional(writer, "nextUpdate", Time(entry.NextUpdate));
            ReportJson.WriteOptional(writer, "fault", entry.Fault);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string Kind(RevocationCacheEntry entry) => entry.Kind == RevocationCacheKind.Crl ? "crl" : "ocsp";

    private static string State(RevocationCacheEntry entry) => entry.State switch
    {
        RevocationCacheState.Fresh => "fresh",
        RevocationCacheState.Expired => "expired",
        _ => "unreadable",
    };

    private static string? Time(DateTimeOffset? time) =>
        time is { } moment ? TimeText.Rfc3339(moment.ToUniversalTime()) : null;
}
