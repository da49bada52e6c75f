using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Plugins.Installation;

namespace Signet.Cli.Commands.Plugins;

/// <summary>Installs or updates a plugin from a file or an address.</summary>
internal sealed class InstallCommand : Command
{
    private readonly BoolFlag _file = new("file", '\0', "install plugin from a file on file system");
    private readonly BoolFlag _url =
        new("url", '\0', "install plugin from an HTTPS URL. The plugin download timeout is 10m0s");
    private readonly StringFlag _checksum =
        new("sha256sum", '\0', "must match SHA256 of the plugin source, required when \"--url\" flag is set");
    private readonly BoolFlag _force = new("force", '\0', "force the installation of the plugin");
    private readonly LoggingFlags _logging = new();

    public InstallCommand()
        : base("install", "Install a plugin")
    {
        Description = """
            Installs a plugin, or updates it to a higher version. The source is an executable called notation-<name>, or a .zip
            or .tar.gz archive that holds exactly one. The new plugin is asked for its metadata before the installed one is
            replaced.

            Examples:
              signet plugin install --file ./notation-com.example.vault_linux_amd64.tar.gz
              signet plugin install --file ./notation-com.example.vault.zip --sha256sum <digest>
              signet plugin install --url https://example.com/notation-com.example.vault.zip --sha256sum <digest>
            """;
        Aliases = ["add"];
        Arguments = "[flags] <--file|--url> <plugin_source>";
        Flags.Add(_file, _url, _checksum, _force);
        _logging.AddTo(Flags);
        FlagGroups = [FlagGroup.OneRequired("file", "url"), FlagGroup.Exclusive("file", "url")];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException(
                _file.Value ? "missing plugin file path" : _url.Value ? "missing plugin URL" : "missing plugin source location");
        }

        if (arguments.Count > 1)
        {
            throw new CommandException(
                $"can only install one plugin at a time, but got {TerminalText.Escape(GoText.List(arguments))}");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (!_file.Value && !_url.Value)
        {
            throw new CommandException("plugin installation failed: unknown plugin source type; set --file or --url");
        }

        await using var source = _file.Value
            ? await OpenAsync(context.Arguments[0], cancellationToken)
            : await DownloadAsync(context.Arguments[0], context, cancellationToken);
        try
        {
            var installer = new PluginInstaller(
                context.Directories, new() { TimeProvider = context.Clock, Logger = _logging.CreateLogger(context) });
            var done = await installer.InstallAsync(
                source, new() { Sha256 = _checksum.Value, IsForced = _force.Value }, cancellationToken);
            var (name, version) = (done.Installed.Name, done.Installed.Version);
            context.WriteLine(TerminalText.Escape(done.Replaced is { } replaced
                ? $"Successfully updated plugin {name} from version {replaced.Version} to {version}"
                : $"Successfully installed plugin {name}, version {version}"));
            return 0;
        }
        catch (PluginInstallException e)
        {
            throw Failed(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"plugin installation failed: {ErrorFunnel.FileFault(e)}", e);
        }
    }

    private static async Task<PluginSource> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (path.Length == 0)
        {
            throw new CommandException("plugin installation failed: the plugin file path is empty");
        }

        try
        {
            return await PluginSource.OpenFileAsync(path, cancellationToken);
        }
        catch (PluginInstallException e)
        {
            throw Failed(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"plugin installation failed: {ErrorFunnel.FileFault(e)}", e);
        }
    }

    private async Task<PluginSource> DownloadAsync(
        string address, CommandContext context, CancellationToken cancellationToken)
    {
        if (_checksum.Value.Length == 0)
        {
            throw new CommandException("installing from URL requires non-empty SHA256 checksum of the plugin source");
        }

        Uri url;
        try
        {
            url = PluginDownloader.ParseUrl(address);
        }
        catch (PluginInstallException e)
        {
            throw new CommandException(TerminalText.Escape(e.Message), e);
        }

        var shown = TerminalText.Escape(address);
        context.WriteLine($"Downloading plugin from {shown}");
        await context.Out.FlushAsync(cancellationToken);
        try
        {
            using var downloader = new PluginDownloader($"signet/{BuildFacts.Version}", context.Clock);
            var source = await downloader.DownloadAsync(url, cancellationToken);
            context.WriteLine("Download completed");
            return source;
        }
        catch (PluginInstallException e)
        {
            throw new CommandException(
                $"failed to download plugin from URL {shown} with error: {TerminalText.Escape(e.Message)}", e);
        }
    }

    private static CommandException Failed(PluginInstallException e) =>
        new($"plugin installation failed: {PluginFaults.Installation(e)}", e);
}
