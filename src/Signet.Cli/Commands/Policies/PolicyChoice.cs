using Signet.Cli.CommandLine;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Policies;

/// <summary>Which policy a command looks at: a file, that of an environment, or the one in use.</summary>
internal sealed class PolicyChoice
{
    private readonly StringFlag _policy = new("policy", '\0', "policy file to use instead of the one that verification uses");
    private readonly EnvironmentFlag _environment = new();

    public static FlagGroup Group => FlagGroup.Exclusive("policy", "environment");

    public bool IsSet => _policy.IsSet || _environment.Value is not null;

    public void AddTo(FlagSet flags)
    {
        flags.Add(_policy);
        _environment.AddTo(flags);
    }

    /// <exception cref="TrustPolicyException">There is none that is valid.</exception>
    public Task<TrustPolicyDocument> LoadAsync(CommandContext context, CancellationToken cancellationToken) =>
        _policy.IsSet
            ? ReadAsync(_policy.Value, cancellationToken)
            : TrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken);

    /// <summary>A policy from any file, as it was named.</summary>
    public static async Task<TrustPolicyDocument> ReadAsync(string path, CancellationToken cancellationToken) =>
        TrustPolicyDocument.Parse(await InputFile.ReadAsync(path, PolicyFile.MaxBytes, cancellationToken), path);
}
