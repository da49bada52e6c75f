namespace Signet.TestKit.Servers;

/// <summary>A request that a <see cref="LoopbackHttpServer"/> got.</summary>
/// <param name="Method">GET, POST.</param>
/// <param name="Target">Path and query as sent, still escaped.</param>
/// <param name="ContentType">Media type of the body; null without one.</param>
/// <param name="Headers">All headers.</param>
/// <param name="Body">The body; empty without one.</param>
public sealed record LoopbackRequest(
    string Method, string Target, string? ContentType, IReadOnlyDictionary<string, string> Headers, byte[] Body);
