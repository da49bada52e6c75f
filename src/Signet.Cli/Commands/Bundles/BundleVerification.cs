using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Notary.Bundles;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Bundles;

/// <summary>What verify and load have in common: whose bundle it must be, and by what it is judged.</summary>
internal sealed class BundleVerification
{
    private readonly StringFlag _scope = new(
        "scope", '\0', "the repository the bundle must be of, which chooses the statement of this machine's trust policy") { IsRequired = true };

    private readonly BoolFlag _ownPolicy = new(
        "own-policy", '\0', "verify the artifacts by this machine's trust policy too, not only by the one in the bundle");

    private readonly RevocationFlags _revocation = new();
    private readonly EnvironmentFlag _environment = new();

    public void AddTo(FlagSet flags)
    {
        flags.Add(_scope, _ownPolicy);
        _revocation.AddBundlesTo(flags);
        _environment.AddTo(flags);
    }

    /// <summary>Verifies the bundle at <paramref name="path"/>; asks no server, whatever happens.</summary>
    public async Task<BundleVerdict> RunAsync(
        CommandContext context, string path, ILogger logger, CancellationToken cancellationToken)
    {
        if (RegistryScope.FindFault(_scope.Value) is { } fault)
        {
            throw new CommandException($"--scope: {Output.TerminalText.Escape(fault)}");
        }

        var policy = await TrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken);
        var options = new BundleVerifierOptions
        {
            Caches = await _revocation.OpenCachesAsync(context, logger, cancellationToken),
            TimeProvider = context.Clock,
        };
        return await new BundleVerifier(policy, new TrustStore(context.Directories), options).VerifyAsync(
            path, new BundleVerifyRequest { Scope = _scope.Value, AlsoByOwnPolicy = _ownPolicy.Value }, cancellationToken);
    }
}
