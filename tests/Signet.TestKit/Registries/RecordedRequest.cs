namespace Signet.TestKit.Registries;

/// <summary>One request as the registry saw it.</summary>
public sealed class RecordedRequest
{
    public required int Number { get; init; }

    public required string Method { get; init; }

    /// <summary>Path without query, decoded.</summary>
    public required string Path { get; init; }

    /// <summary>Query with its question mark, as sent; empty when none.</summary>
    public required string Query { get; init; }

    /// <summary>Header names ignore case; several values of one are joined by a comma.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary><c>HTTP/1.1</c> or <c>HTTP/2</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Subject of the client's certificate, null without one.</summary>
    public string? ClientSubject { get; init; }

    public required string ConnectionId { get; init; }

    /// <summary>When the request's head was read, in ticks of the stopwatch.</summary>
    public required long Started { get; init; }

    /// <summary>When the answer's head was about to leave; 0 while it has not. Nobody can react to it earlier.</summary>
    public long Answered { get; internal set; }

    public int StatusCode { get; internal set; }

    /// <summary>
    /// 1 for what was sent before anything was answered, else one more than the highest wave answered before this
    /// request came. Set <see cref="ScriptedRegistryOptions.Latency"/>, or requests sent together pass one by one.
    /// </summary>
    public int Wave { get; internal set; }

    public string PathAndQuery => Path + Query;

    /// <summary>A header's value, null when it was not sent.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public override string ToString() => $"#{Number} wave {Wave}: {Method} {PathAndQuery} -> {StatusCode}";
}
