namespace Signet.Signatures.Revocation.Checking;

/// <summary>What came of asking caches and network for one thing; shared by all who asked at the same time.</summary>
/// <typeparam name="TContent">The bytes: an OCSP response, a list with its delta.</typeparam>
/// <typeparam name="TAnswer">What they say.</typeparam>
internal sealed record Fetched<TContent, TAnswer>
{
    /// <summary>The bytes; without meaning when there are none.</summary>
    public TContent? Content { get; init; }

    /// <summary>What they say to that question; null when there are none.</summary>
    public TAnswer? Answer { get; init; }

    /// <summary>The question of whoever asked first.</summary>
    public object? Question { get; init; }

    /// <summary>Where they came from.</summary>
    public RevocationOrigin Origin { get; init; }

    /// <summary>Why there are none.</summary>
    public (RevocationFailure Failure, string Message)? Fault { get; init; }

    /// <summary>Caches that could not be read or written on the way.</summary>
    public IReadOnlyCollection<string> CacheFaults { get; init; } = [];
}
