namespace Signet.Cli.CommandLine;

/// <summary>A rule about which flags may or must be set at the same time.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Names">The flags, in the order of declaration.</param>
internal sealed record FlagGroup(FlagGroupRule Rule, IReadOnlyList<string> Names)
{
    /// <summary>Flags that are set together or not at all.</summary>
    public static FlagGroup Together(params string[] names) => new(FlagGroupRule.Together, names);

    /// <summary>Flags of which at least one is set.</summary>
    public static FlagGroup OneRequired(params string[] names) => new(FlagGroupRule.OneRequired, names);

    /// <summary>Flags of which at most one is set.</summary>
    public static FlagGroup Exclusive(params string[] names) => new(FlagGroupRule.Exclusive, names);

    /// <summary>The text of the error when the rule is broken; null when it is met.</summary>
    public string? FindFault(Func<string, bool> isSet)
    {
        var set = Names.Where(isSet).Order(StringComparer.Ordinal).ToList();
        return Rule switch
        {
            FlagGroupRule.Together when set.Count > 0 && set.Count < Names.Count =>
                $"if any flags in the group {GoText.List(Names)} are set they must all be set; "
                + $"missing {GoText.List(Names.Except(set).Order(StringComparer.Ordinal))}",
            FlagGroupRule.OneRequired when set.Count == 0 =>
                $"at least one of the flags in the group {GoText.List(Names)} is required",
            FlagGroupRule.Exclusive when set.Count > 1 =>
                $"if any flags in the group {GoText.List(Names)} are set none of the others can be; "
                + $"{GoText.List(set)} were all set",
            _ => null,
        };
    }
}
