namespace Signet.Oci.Remote;

/// <summary>
/// What a repository is going to be used for. The first token asked for covers it, so that a program which reads and
/// then writes needs one token request, not two.
/// </summary>
public enum RepositoryAccess
{
    /// <summary>Reading; a later write asks for its own token.</summary>
    Pull,

    /// <summary>Reading and writing.</summary>
    PullAndPush,
}
