using Signet.Cli.CommandLine;
using Signet.Cli.Commands;

namespace Signet.Cli.Tests;

/// <summary>Runs a command line inside the test, with streams and environment of its own.</summary>
internal sealed record InProcess(int ExitCode, string Out, string Error)
{
    public static Task<InProcess> RunAsync(params string[] arguments) => RunAsync(new RootCommand(), arguments);

    public static Task<InProcess> RunAsync(Command root, params string[] arguments) =>
        RunAsync(root, "", [], arguments);

    public static Task<InProcess> RunAsync(
        Command root, string input, Dictionary<string, string> environment, params string[] arguments) =>
        RunAsync(root, input, environment, canAsk: false, arguments);

    /// <summary>With <paramref name="canAsk"/> as if a person sat before the input.</summary>
    public static Task<InProcess> RunAsync(
        Command root, string input, Dictionary<string, string> environment, bool canAsk, params string[] arguments) =>
        RunAsync(root, input, environment, canAsk, isTerminal: false, arguments);

    /// <summary>With <paramref name="isTerminal"/> as if standard output were a terminal.</summary>
    public static async Task<InProcess> RunAsync(
        Command root, string input, Dictionary<string, string> environment, bool canAsk, bool isTerminal, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(
            output, error, () => new StringReader(input), environment.GetValueOrDefault, n => environment.Remove(n))
        {
            CanAsk = canAsk,
            IsTerminal = isTerminal,
        };
        var exitCode = await CommandRunner.RunAsync(root, arguments, context, TestContext.Current.CancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
