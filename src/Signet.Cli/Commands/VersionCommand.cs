using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>Shows what is running. Consumers read the line <c>Version:     …</c>.</summary>
internal sealed class VersionCommand() : Command("version", "Show the signet version information")
{
    public override void CheckArguments(IReadOnlyList<string> arguments) => RejectArguments(arguments);

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var kind = RuntimeFeature.IsDynamicCodeSupported ? "" : " (native)";
        context.WriteLine("Signet - a tool to sign and verify artifacts.");
        context.WriteLine("");
        context.WriteLine($"Version:     {BuildFacts.Version}");
        context.WriteLine($"Runtime:     {RuntimeInformation.FrameworkDescription}{kind}");
        context.WriteLine($"OS/Arch:     {PlatformName.Value}");
        if (BuildFacts.Commit.Length > 0)
        {
            context.WriteLine($"Git commit:  {BuildFacts.Commit}");
        }

        return Task.FromResult(0);
    }
}
