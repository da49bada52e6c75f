using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Targets;

/// <summary>Rules of commands that have a source and a destination.</summary>
internal static class TwoSides
{
    /// <summary>
    /// The environment's credential names no registry. Between two it is not clear whose it is, and the other one must not
    /// get it.
    /// </summary>
    public static void ChooseCredentials(CommandContext context, TargetFlags fromFlags, Target from, TargetFlags toFlags, Target to)
    {
        if (from.InRegistry is not { } source || to.InRegistry is not { } destination || source.Registry == destination.Registry)
        {
            return;
        }

        fromFlags.Remote.TakesEnvironment = toFlags.Remote.TakesEnvironment = false;
        if (context.DefaultPassword.Length > 0 && !(fromFlags.Remote.NameCredentials && toFlags.Remote.NameCredentials))
        {
            context.WriteWarning("NOTATION_USERNAME and NOTATION_PASSWORD do not say which registry they are for and are not "
                + "used between two: use signet login for each of them");
        }
    }
}
