using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Repositories;

namespace Signet.Notary.Promotion;

/// <summary>One end of a promotion: a repository, what is meant in it, and the policy of its environment.</summary>
public sealed record PromotionSide
{
    /// <summary>A registry's repository or a layout.</summary>
    public required IRepository Repository { get; init; }

    /// <summary>At the source a tag or digest, at the destination a tag.</summary>
    public required string Reference { get; init; }

    /// <summary>The policy that decides here.</summary>
    public required TrustPolicyDocument Policy { get; init; }

    /// <summary>Name of the environment; null for the policy outside of environments.</summary>
    public string? Environment { get; init; }

    /// <inheritdoc cref="Verification.VerifyRequest.Scope"/>
    public string? Scope { get; init; }

    /// <summary>The repository as records name it: a layout's path on this machine means nothing elsewhere.</summary>
    internal string Path => Scope ?? Repository.Name;

    internal string Shown => Join(Repository.Name);

    internal string Recorded => Join(Path);

    internal string At(Digest digest) => $"{Repository.Name}@{digest}";

    /// <summary>The statement that decides here, which is known before anything is read; null when none applies.</summary>
    internal PolicyDecision? FindStatement()
    {
        try
        {
            return Policy.SelectStatement(Path);
        }
        catch (FormatException)
        {
            return null; // No statement is for what is no repository.
        }
    }

    private string Join(string name) => $"{name}{(Digest.TryParse(Reference, out _) ? '@' : ':')}{Reference}";
}
