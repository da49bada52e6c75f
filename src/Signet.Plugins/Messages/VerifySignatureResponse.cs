namespace Signet.Plugins.Messages;

/// <summary>Answer of <c>verify-signature</c>.</summary>
public sealed record VerifySignatureResponse
{
    /// <summary>One result for each capability that was asked for.</summary>
    public IReadOnlyDictionary<string, VerificationResult> VerificationResults { get; init; } =
        new Dictionary<string, VerificationResult>();

    /// <summary>Names of the attributes that were processed.</summary>
    public IReadOnlyList<string> ProcessedAttributes { get; init; } = [];
}
