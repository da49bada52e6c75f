using Signet.Oci.Graph;

namespace Signet.Oci;

/// <summary>Why an operation on a repository did not succeed. A caller decides by this, never by the message.</summary>
public enum OciError
{
    /// <summary>The repository answered that the content, tag or repository does not exist.</summary>
    NotFound,

    /// <summary>Credentials are missing or were refused (401), or the token service refused.</summary>
    Unauthorized,

    /// <summary>Credentials are known but do not suffice (403).</summary>
    Forbidden,

    /// <summary>The registry asked to slow down (429) until the retries were used up.</summary>
    Throttled,

    /// <summary>The registry failed (5xx) until the retries were used up.</summary>
    ServerFailed,

    /// <summary>No connection, a broken connection, or a name that does not resolve.</summary>
    Unreachable,

    /// <summary>A time limit of <see cref="OciLimits"/> passed.</summary>
    TimedOut,

    /// <summary>A size or count limit of <see cref="OciLimits"/> was exceeded.</summary>
    LimitExceeded,

    /// <summary>The manifest names a blob or manifest that the repository does not have.</summary>
    ReferencedContentMissing,

    /// <summary>Content does not have the digest, size or media type it was announced with.</summary>
    ContentMismatch,

    /// <summary>What came is not a valid manifest, index or protocol reply.</summary>
    Malformed,

    /// <summary>The reply points somewhere it must not: another host, a downgrade to plain HTTP, a private address.</summary>
    UnsafeLocation,

    /// <summary>The repository does not offer the operation.</summary>
    Unsupported,

    /// <summary>The registry refused the request for another reason (other 4xx).</summary>
    Refused,
}

/// <summary>
/// An operation on a repository failed. <see cref="Exception.Message"/> says what happened, to what, and what to do;
/// it never holds a secret.
/// </summary>
public sealed class OciException : Exception
{
    /// <summary>Describes a failure.</summary>
    public OciException(OciError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>The kind of failure.</summary>
    public OciError Error { get; }

    /// <summary>The HTTP status that caused it, 0 when none.</summary>
    public int StatusCode { get; init; }

    /// <summary>In a copy, whose failure it is; null outside of one.</summary>
    public CopySide? Side { get; internal set; }

    /// <summary>
    /// True when the same call may succeed later (network, throttling, server failure): the state of the artifact is
    /// unknown then, not absent (attack A9).
    /// </summary>
    public bool IsTransient =>
        Error is OciError.Throttled or OciError.ServerFailed or OciError.Unreachable or OciError.TimedOut;
}
