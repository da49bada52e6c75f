using System.Diagnostics.CodeAnalysis;

namespace Signet.Notary.Trust;

/// <summary>
/// The four levels, and what a statement may change in them (trust-store-trust-policy.md, "Signature Verification").
/// </summary>
public static class VerificationLevels
{
    /// <summary>Name of a level that a statement has changed.</summary>
    public const string CustomName = "custom";

    private static readonly string[] TypeNames =
        ["integrity", "authenticity", "authenticTimestamp", "expiry", "revocation"];

    private static readonly string[] ActionNames = ["enforce", "log", "skip"];

    private static readonly VerificationType[] Changeable =
    [
        VerificationType.Authenticity, VerificationType.AuthenticTimestamp, VerificationType.Expiry, VerificationType.Revocation,
    ];

    /// <summary>Everything is enforced.</summary>
    public static VerificationLevel Strict { get; } = new()
    {
        Name = "strict",
        Integrity = VerificationAction.Enforce,
        Authenticity = VerificationAction.Enforce,
        AuthenticTimestamp = VerificationAction.Enforce,
        Expiry = VerificationAction.Enforce,
        Revocation = VerificationAction.Enforce,
    };

    /// <summary>Integrity and authenticity are enforced, the rest is logged.</summary>
    public static VerificationLevel Permissive { get; } = Strict with
    {
        Name = "permissive",
        AuthenticTimestamp = VerificationAction.Log,
        Expiry = VerificationAction.Log,
        Revocation = VerificationAction.Log,
    };

    /// <summary>Integrity is enforced, the rest is logged.</summary>
    public static VerificationLevel Audit { get; } = Permissive with
    {
        Name = "audit",
        Authenticity = VerificationAction.Log,
    };

    /// <summary>Nothing is checked.</summary>
    public static VerificationLevel Skip { get; } = new()
    {
        Name = "skip",
        Integrity = VerificationAction.Skip,
        Authenticity = VerificationAction.Skip,
        AuthenticTimestamp = VerificationAction.Skip,
        Expiry = VerificationAction.Skip,
        Revocation = VerificationAction.Skip,
    };

    /// <summary>The level of that name, case and all.</summary>
    public static bool TryGet(string? name, [NotNullWhen(true)] out VerificationLevel? level)
    {
        level = name switch
        {
            "strict" => Strict,
            "permissive" => Permissive,
            "audit" => Audit,
            "skip" => Skip,
            _ => null,
        };
        return level is not null;
    }

    /// <summary>
    /// The level a statement asks for; null when it asks for something that does not exist, and then each fault is in
    /// <paramref name="faults"/>, in the words of <c>notation</c>.
    /// </summary>
    internal static VerificationLevel? Resolve(
        string name, IReadOnlyList<KeyValuePair<string, string>> overrides, ICollection<string> faults)
    {
        if (name.Length == 0)
        {
            faults.Add("signature verification level is empty or missing in the trust policy statement");
            return null;
        }

        if (!TryGet(name, out var level))
        {
            faults.Add($"invalid signature verification level {GoQuote.Text(name)}");
            return null;
        }

        if (overrides.Count == 0)
        {
            return level;
        }

        if (level.Name == Skip.Name)
        {
            faults.Add($"signature verification level {GoQuote.Text(name)} can't be used to customize signature verification");
            return null;
        }

        var count = faults.Count;
        foreach (var (type, action) in overrides)
        {
            level = Override(level, type, action, faults);
        }

        return faults.Count == count ? level with { Name = CustomName } : null;
    }

    /// <summary>
    /// A level as a policy writes it: a name, and the overrides that make it what it is. Of several ways the one with the
    /// fewest overrides, and of those the one from the strictest level; a customized level always has one, which keeps it
    /// customized.
    /// </summary>
    internal static (string Name, IReadOnlyList<KeyValuePair<string, string>> Overrides) Express(VerificationLevel level)
    {
        if (level.Name != CustomName)
        {
            return (level.Name, []);
        }

        VerificationLevel[] bases = [Strict, Permissive, Audit];
        var best = bases.MinBy(candidate => Changeable.Count(type => candidate[type] != level[type]))!;
        var changed = Changeable.Where(type => best[type] != level[type]).ToList();
        return (
            best.Name,
            [.. (changed.Count > 0 ? changed : [VerificationType.Authenticity]).Select(type => KeyValuePair.Create(
                TypeNames[(int)type], ActionNames[(int)level[type]]))]);
    }

    /// <summary>"Custom Verification Level": integrity stays, and only revocation can be skipped.</summary>
    private static VerificationLevel Override(
        VerificationLevel level, string typeName, string actionName, ICollection<string> faults)
    {
        var type = (VerificationType)Array.IndexOf(TypeNames, typeName);
        var action = (VerificationAction)Array.IndexOf(ActionNames, actionName);
        var fault = (type, action) switch
        {
            ((VerificationType)(-1), _) => NotSupported("type", typeName, TypeNames),
            (_, (VerificationAction)(-1)) => NotSupported("action", actionName, ActionNames),
            (VerificationType.Integrity, _) =>
                $"{GoQuote.Text(typeName)} verification can not be overridden in custom signature verification",
            (not VerificationType.Revocation, VerificationAction.Skip) =>
                $"{GoQuote.Text(typeName)} verification can not be skipped in custom signature verification",
            _ => null,
        };
        if (fault is not null)
        {
            faults.Add(fault);
            return level;
        }

        return type switch
        {
            VerificationType.Authenticity => level with { Authenticity = action },
            VerificationType.AuthenticTimestamp => level with { AuthenticTimestamp = action },
            VerificationType.Expiry => level with { Expiry = action },
            _ => level with { Revocation = action },
        };
    }

    private static string NotSupported(string what, string value, string[] supported) =>
        $"verification {what} {GoQuote.Text(value)} in custom signature verification is not supported, "
        + $"supported values are {GoQuote.List(supported)}";
}
