using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Artifacts;

/// <summary><c>--scope</c>: of which repository a layout's artifact is, for the trust policy.</summary>
/// <param name="artifact">Says whether there is a layout.</param>
/// <param name="isRequired">True when a layout is not verified without it: <see cref="Group"/> holds the command to that.</param>
internal sealed class ScopeFlag(ArtifactFlags artifact, bool isRequired = true)
{
    private readonly StringFlag _scope = new(
        "scope",
        '\0',
        $"set trust policy scope for artifact verification, {(isRequired ? "required and " : "")}can only be used when flag \"--oci-layout\" is set");

    public static FlagGroup Group { get; } = FlagGroup.Together("oci-layout", "scope");

    /// <summary>The scope; null when the repository's own name is it, or when none is given.</summary>
    public string? Value => artifact.IsLayout && _scope.IsSet ? _scope.Value : null;

    public void AddTo(FlagSet flags) => flags.Add(_scope);

    /// <summary>The scope chooses the policy statement: with a registry it would override which statement applies.</summary>
    /// <exception cref="CommandException">It is given without a layout.</exception>
    public void Check()
    {
        if (_scope.IsSet && !artifact.IsLayout)
        {
            throw new CommandException("--scope can only be used with --oci-layout, "
                + "because the repository's own name chooses the trust policy statement otherwise");
        }
    }
}
