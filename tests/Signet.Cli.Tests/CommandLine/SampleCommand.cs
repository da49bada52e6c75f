using Signet.Cli.CommandLine;

namespace Signet.Cli.Tests.CommandLine;

/// <summary>A leaf with one flag of each kind that prints what it was given.</summary>
internal sealed class SampleCommand : Command
{
    private readonly StringFlag _key = new("key", 'k', "key name");
    private readonly StringFlag _id = new("id", '\0', "key id");
    private readonly StringFlag _plugin = new("plugin", '\0', "plugin name");
    private readonly StringFlag _password = new("password", 'p', "password");
    private readonly StringFlag _format = new("signature-format", '\0', "envelope format", "jws");
    private readonly BoolFlag _debug = new("debug", 'd', "debug mode");
    private readonly BoolFlag _verbose = new("verbose", 'v', "verbose mode") { IsHidden = true };
    private readonly BoolFlag _tag = new("force-referrers-tag", '\0', "force", true);
    private readonly IntFlag _max = new("max-signatures", '\0', "maximum", 100);
    private readonly DurationFlag _expiry = new("expiry", 'e', "expiry");
    private readonly StringArrayFlag _metadata = new("user-metadata", 'm', "metadata");

    public SampleCommand()
        : base("do", "Does it")
    {
        Aliases = ["d"];
        Arguments = "[flags] <reference>";
        Flags.Add(_key, _id, _plugin, _password, _format, _debug, _verbose, _tag, _max, _expiry, _metadata);
        FlagGroups = [FlagGroup.Together("id", "plugin"), FlagGroup.Exclusive("key", "id"), FlagGroup.Exclusive("key", "plugin")];
    }

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.WriteLine($"args={GoText.List(context.Arguments)} key={_key.Value} debug={_debug.Value} "
            + $"verbose={_verbose.Value} tag={_tag.Value} max={_max.Value} expiry={_expiry.Value.Nanoseconds} "
            + $"metadata={GoText.List(_metadata.Items)} password={_password.Value} format={_format.Value}");
        return Task.FromResult(0);
    }
}
