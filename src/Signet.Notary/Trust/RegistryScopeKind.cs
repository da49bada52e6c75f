namespace Signet.Notary.Trust;

/// <summary>What a registry scope names. The order is that of precedence: the later wins.</summary>
public enum RegistryScopeKind
{
    /// <summary><c>*</c>: every repository that nothing else names.</summary>
    Wildcard,

    /// <summary>A host alone: every repository of a registry (proposed for the specification, specifications #330).</summary>
    Registry,

    /// <summary><c>host/team/*</c>: every repository below a path. Only in documents of version <c>signet/1.0</c>.</summary>
    Prefix,

    /// <summary>One repository.</summary>
    Repository,
}
