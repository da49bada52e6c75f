using System.Text.Json;
using Signet.Json;
using Signet.Notary.Verification;
using Signet.Oci.References;

namespace Signet.Notary.Trust.Policies;

/// <summary>References with what a policy is expected to say about them, as JSON.</summary>
/// <param name="Policy">The policy file to test, relative to the test file; null for the one in use.</param>
/// <param name="Cases">The cases, in order.</param>
public sealed record PolicyTestFile(string? Policy, IReadOnlyList<PolicyTestCase> Cases)
{
    private const string PolicyMember = "policy";
    private const string TestsMember = "tests";
    private const string ReferenceMember = "reference";
    private const string StatementMember = "statement";
    private const string LevelMember = "level";
    private const string VerdictMember = "verdict";

    /// <summary>Names of verdicts, as <c>signet verify --output json</c> writes them.</summary>
    private static readonly Dictionary<string, VerdictKind> Verdicts =
        Enum.GetValues<VerdictKind>().ToDictionary(k => k.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>Reads a test file. Every member must have a meaning: a misspelled expectation would test nothing.</summary>
    /// <exception cref="FormatException">It is none; all faults are listed, one a line.</exception>
    public static PolicyTestFile Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > NotaryLimits.PolicyTestBytes)
        {
            throw new FormatException($"it has more than the limit of {NotaryLimits.PolicyTestBytes} bytes");
        }

        if (StrictJson.FindFault(json.Span) is { } fault)
        {
            throw new FormatException(fault);
        }

        using var document = JsonDocument.Parse(json);
        var faults = new List<string>();
        string? policy = null;
        var cases = new List<PolicyTestCase>();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"it must be an object with the member \"{TestsMember}\"");
        }

        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case PolicyMember:
                    policy = Text(member, "the file", faults);
                    break;
                case TestsMember when member.Value.ValueKind == JsonValueKind.Array:
                    var number = 0;
                    foreach (var item in member.Value.EnumerateArray())
                    {
                        Add(cases, ReadCase(item, $"test {++number}", faults));
                    }

                    break;
                default:
                    faults.Add($"member {GoQuote.Text(member.Name)} of the file has no meaning; known are \"policy\" and \"tests\", a list");
                    break;
            }
        }

        if (faults.Count == 0 && cases.Count == 0)
        {
            faults.Add($"it has no tests; add \"{TestsMember}\"");
        }

        return faults.Count == 0
            ? new(policy, cases)
            : throw new FormatException(string.Join('\n', faults.Take(NotaryLimits.TrustPolicyErrors)));
    }

    private static void Add(List<PolicyTestCase> cases, PolicyTestCase? read)
    {
        if (read is not null)
        {
            cases.Add(read);
        }
    }

    private static PolicyTestCase? ReadCase(JsonElement item, string where, List<string> faults)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{where} must be an object");
            return null;
        }

        var count = faults.Count;
        var members = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in item.EnumerateObject())
        {
            if (member.Name is not (ReferenceMember or StatementMember or LevelMember or VerdictMember))
            {
                faults.Add($"{where} has a member {GoQuote.Text(member.Name)} that has no meaning; known are reference, statement, "
                    + "level and verdict");
            }

            // "statement": null says that none must apply; the others have no such meaning.
            members[member.Name] = member.Name == StatementMember && member.Value.ValueKind == JsonValueKind.Null
                ? null
                : Text(member, where, faults);
        }

        return faults.Count > count ? null : Check(members, where, faults);
    }

    private static PolicyTestCase? Check(Dictionary<string, string?> members, string where, List<string> faults)
    {
        var count = faults.Count;
        if (!RegistryReference.TryParse(members.GetValueOrDefault(ReferenceMember), out var artifact, out var fault))
        {
            faults.Add($"{where}: {fault}");
        }

        if (members.Count < 2)
        {
            faults.Add($"{where} expects nothing; add statement, level or verdict");
        }

        var level = members.GetValueOrDefault(LevelMember);
        if (level is not (null or VerificationLevels.CustomName) && !VerificationLevels.TryGet(level, out _))
        {
            faults.Add($"{where} expects the unknown level {GoQuote.Text(level)}; known are strict, permissive, audit, skip and custom");
        }

        VerdictKind? verdict = null;
        if (members.GetValueOrDefault(VerdictMember) is { } name)
        {
            if (Verdicts.TryGetValue(name, out var kind))
            {
                verdict = kind;
            }
            else
            {
                faults.Add($"{where} expects the unknown verdict {GoQuote.Text(name)}; known are {string.Join(", ", Verdicts.Keys)}");
            }

            if (artifact is { Reference: null })
            {
                faults.Add($"{where} expects a verdict, and its reference names no artifact; add a digest or a tag");
            }
        }

        return faults.Count > count ? null : new()
        {
            Reference = members[ReferenceMember]!,
            Artifact = artifact!,
            ExpectsStatement = members.ContainsKey(StatementMember),
            Statement = members.GetValueOrDefault(StatementMember),
            Level = level,
            Verdict = verdict,
        };
    }

    private static string? Text(JsonProperty member, string where, List<string> faults)
    {
        if (member.Value.ValueKind == JsonValueKind.String)
        {
            return member.Value.GetString();
        }

        faults.Add($"member {GoQuote.Text(member.Name)} of {where} must be a text");
        return null;
    }
}
