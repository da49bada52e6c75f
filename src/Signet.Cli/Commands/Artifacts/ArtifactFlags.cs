using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>What sign, verify, list and inspect have in common: where the artifact is, credentials, logging.</summary>
internal sealed class ArtifactFlags
{
    private readonly RegistryFlags _registry = new();
    private readonly LoggingFlags _logging = new();
    private readonly BoolFlag _layout;
    private readonly BoolFlag _allowReferrersApi =
        new("allow-referrers-api", '\0', "use the Referrers API to store signatures") { IsHidden = true };

    public ArtifactFlags(string verb) =>
        _layout = new("oci-layout", '\0', $"{verb} the artifact stored as OCI image layout");

    public bool IsLayout => _layout.Value;

    /// <summary>The deprecated flag of older tools; null when it was not given.</summary>
    public bool? AllowReferrersApi => _allowReferrersApi.IsSet ? _allowReferrersApi.Value : null;

    public void AddTo(FlagSet flags)
    {
        _registry.AddTo(flags);
        _logging.AddTo(flags);
        flags.Add(_layout, _allowReferrersApi);
    }

    /// <exception cref="CommandException">There is no reference.</exception>
    public static void RequireReference(IReadOnlyList<string> arguments, string command)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing reference to the artifact: "
                + $"use `signet {command} --help` to see what parameters are required");
        }
    }

    public ILogger CreateLogger(CommandContext context) => _logging.CreateLogger(context);

    /// <summary>Says that <c>--allow-referrers-api</c> is of the past, where it was given.</summary>
    public void WarnAboutOldFlags(CommandContext context)
    {
        if (AllowReferrersApi is not null)
        {
            context.WriteWarning("flag '--allow-referrers-api' is deprecated and will be removed in future versions.");
        }
    }

    /// <exception cref="FormatException">It names no artifact.</exception>
    public ArtifactReference Parse(string text) => ArtifactReference.Parse(text, IsLayout);

    /// <summary>Opens what the references need.</summary>
    public async Task<ArtifactSource> OpenAsync(
        CommandContext context,
        IEnumerable<ArtifactReference> references,
        ILogger logger,
        CancellationToken cancellationToken,
        ReferrersMode referrers = ReferrersMode.Auto)
    {
        if (IsLayout)
        {
            return new(null);
        }

        var registries = references.Select(r => r.InRegistry!.Registry).Distinct().ToList();
        var credentials = _registry.CredentialSource(context, registries);
        return new(await _registry.OpenClientAsync(context, credentials, logger, cancellationToken, referrers));
    }

    /// <summary>Says that a tag can move; true when it did.</summary>
    public static bool WarnAboutTag(CommandContext context, string verb, ArtifactReference reference)
    {
        if (reference.Tag is not { } tag)
        {
            return false;
        }

        var consequence = verb == "sign"
            ? "tags are mutable and a tag reference can point to a different artifact than the one signed."
            : "resolved digest may not point to the same signed artifact, as tags are mutable.";
        context.WriteWarning($"Always {verb} the artifact using digest(@sha256:...) rather than a tag(:"
            + $"{TerminalText.Escape(tag)}) because {consequence}");
        return true;
    }
}
