using Signet.Notary.Configuration;

namespace Signet.Notary.Trust;

/// <summary>A policy document after all rules were applied, valid or not.</summary>
/// <param name="Version">Its version; empty when it is malformed or has none.</param>
/// <param name="Statements">The statements as far as they are valid; a policy when there are no errors.</param>
/// <param name="Findings">What the rules found.</param>
/// <param name="Malformed">What is no policy in it at all; empty when it can be read.</param>
internal sealed record ParsedTrustPolicy(
    string Version, IReadOnlyList<TrustPolicyStatement> Statements, PolicyFindings Findings, IReadOnlyList<string> Malformed)
{
    private const string Help =
        "To create a trust policy, see: https://notaryproject.dev/docs/quickstart/#create-a-trust-policy";

    /// <summary>Reads and checks a document.</summary>
    public static ParsedTrustPolicy Of(ReadOnlyMemory<byte> content, TrustPolicyKind kind)
    {
        var findings = new PolicyFindings();
        var form = TrustPolicyReader.Read(content, kind, findings, out var malformed);
        return form is null
            ? new("", [], findings, malformed)
            : new(form.Version, TrustPolicyRules.Validate(form, findings), findings, []);
    }

    /// <summary>Itself when the policy can be used.</summary>
    /// <exception cref="TrustPolicyException">It is malformed or invalid; all faults are listed.</exception>
    public ParsedTrustPolicy Require(string source)
    {
        if (Malformed.Count > 0)
        {
            throw new TrustPolicyException(
                TrustPolicyError.Malformed,
                $"malformed trust policy. {Help}\n{string.Join('\n', Malformed.Select(m => $"{source}: {m}"))}",
                Malformed);
        }

        if (!Findings.HasErrors)
        {
            return this;
        }

        var faults = Findings.Errors.Select(f => f.Message).ToArray();
        throw new TrustPolicyException(TrustPolicyError.Invalid, string.Join('\n', faults), faults);
    }

    /// <summary>The content of a policy file; null when there is no such file.</summary>
    /// <exception cref="TrustPolicyException">It may not be read, or not be believed.</exception>
    public static async Task<byte[]?> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = await GuardedFile.ReadAsync(path, NotaryLimits.TrustPolicyBytes, cancellationToken);
        return file.Status switch
        {
            GuardedReadStatus.Read => file.Content,
            GuardedReadStatus.Missing => null,
            GuardedReadStatus.NotRegular => throw Failure(
                TrustPolicyError.NotRegular,
                $"trust policy is not a regular file (symlinks are not supported). {Help}"),
            GuardedReadStatus.Denied => throw Failure(
                TrustPolicyError.Unreadable,
                $"unable to read trust policy due to file permissions, please verify the permissions of {path}"),
            GuardedReadStatus.Unsafe => throw Failure(
                TrustPolicyError.Unsafe, $"trust policy is not safe to use: {file.Detail}"),
            _ => throw Failure(TrustPolicyError.Unreadable, $"unable to read trust policy: {file.Detail}"),
        };

        TrustPolicyException Failure(TrustPolicyError error, string message) => new(error, message, [file.Detail]);
    }

    /// <summary>There is no file.</summary>
    public static TrustPolicyException Missing(string path) => new(
        TrustPolicyError.Missing, $"trust policy is not present. {Help}", [$"there is no file {path}"]);
}
