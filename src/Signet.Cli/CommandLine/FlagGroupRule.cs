namespace Signet.Cli.CommandLine;

/// <summary>What a group of flags demands. The order is that of the checks.</summary>
internal enum FlagGroupRule
{
    /// <summary>All or none.</summary>
    Together,

    /// <summary>At least one.</summary>
    OneRequired,

    /// <summary>At most one.</summary>
    Exclusive,
}
