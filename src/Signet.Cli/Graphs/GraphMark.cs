namespace Signet.Cli.Graphs;

/// <summary>The outcome of a part of a graph at a glance.</summary>
internal enum GraphMark
{
    /// <summary>Accepted.</summary>
    Good,

    /// <summary>Required, and not accepted.</summary>
    Bad,

    /// <summary>Required, and nothing is known; or nothing was verified.</summary>
    Unknown,

    /// <summary>Not accepted, and not required.</summary>
    Aside,
}
