using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.References;

namespace Signet.Cli.Commands.Repositories;

/// <summary>Lists the repositories of a registry, or those below a name.</summary>
internal sealed class ListCommand : ArtifactCommand
{
    private readonly FormatFlags _format = new();
    private readonly StringFlag _last = new("last", '\0', "start after the repository specified by last");

    public ListCommand()
        : base("ls", "List the repositories under the registry", hasLayout: false)
    {
        Description = """
            Lists the repositories of a registry, where it allows that.

            Examples:
              signet repo ls localhost:5000
              signet repo ls localhost:5000/namespace
              signet repo ls --last name --format json localhost:5000
            """;
        Aliases = ["list"];
        Arguments = "[flags] <registry>[/<namespace>]";
        _format.AddTo(Flags);
        Flags.Add(_last);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target registry to list repositories from");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _format.Prepare();
        return base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (registry, prefix) = Split(context.Arguments[0]);
        var repositories = new List<string>();
        using var client = await Target.OpenClientAsync(context, registry, cancellationToken);
        try
        {
            var last = _last.Value.Length > 0 ? _last.Value : null;
            await foreach (var repository in client.ListRepositoriesAsync(registry, last, cancellationToken))
            {
                if (!repository.StartsWith(prefix, StringComparison.Ordinal))
                {
                    continue;
                }

                repositories.Add(repository);
                if (!_format.IsForPrograms)
                {
                    context.WriteLine(repository[prefix.Length..]);
                }
            }
        }
        catch (OciException e)
        {
            throw new CommandException(
                $"could not list repositories for {GoText.Quote(context.Arguments[0])}\n{TerminalText.Escape(e.Message)}", e);
        }

        if (_format.IsForPrograms)
        {
            _format.Write(context, DescriptorJson.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("registry"u8, registry);
                writer.WriteStartArray("repositories"u8);
                repositories.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }));
        }

        return 0;
    }

    /// <summary>The registry, and the name with a slash that listed repositories must begin with.</summary>
    private static (string Registry, string Prefix) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var registry = slash < 0 ? text : text[..slash];
        var name = slash < 0 ? "" : text[(slash + 1)..].TrimEnd('/');
        if (!RepositoryName.IsValidRegistry(registry))
        {
            throw new FormatException($"invalid reference: invalid registry {GoText.Quote(registry)}");
        }

        return name.Length == 0 || RepositoryName.IsValid(name)
            ? (registry, name.Length == 0 ? "" : name + "/")
            : throw new FormatException(
                $"could not parse repository path: invalid reference: invalid repository {GoText.Quote(name)}");
    }
}
