using System.Text.Json;
using Signet.Json;
using Signet.Notary.Configuration;

namespace Signet.Notary.Trust;

/// <summary>
/// Reads the JSON of a policy. In a document of version 1.0, members nobody knows are passed over with a warning, as the
/// specification's other readers do; in one of Signet's version they are errors, because a misspelled protection is none.
/// </summary>
internal sealed class TrustPolicyReader
{
    private readonly TrustPolicyKind _kind;
    private readonly PolicyFindings _findings;
    private bool _isSuperset;

    private TrustPolicyReader(TrustPolicyKind kind, PolicyFindings findings)
    {
        _kind = kind;
        _findings = findings;
    }

    /// <summary>The document; null when it is malformed, and then <paramref name="faults"/> says all that is.</summary>
    public static TrustPolicyForm? Read(
        ReadOnlyMemory<byte> content, TrustPolicyKind kind, PolicyFindings findings, out IReadOnlyList<string> faults)
    {
        var fault = content.IsEmpty ? "EOF"
            : content.Length > NotaryLimits.TrustPolicyBytes
                ? $"it has more than the limit of {NotaryLimits.TrustPolicyBytes} bytes"
            : StrictJson.FindFault(content.Span);
        if (fault is not null)
        {
            faults = [fault];
            return null;
        }

        using var document = JsonDocument.Parse(content);
        var reader = new TrustPolicyReader(kind, findings);
        var form = reader.ReadDocument(document.RootElement);
        faults = reader.Faults;
        return faults.Count == 0 ? form : null;
    }

    private List<string> Faults { get; } = [];

    private TrustPolicyForm? ReadDocument(JsonElement element)
    {
        if (Try(() => JsonFields.Object(element, "the document")) is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        var version = Try(() => JsonFields.String(root, TrustPolicyMembers.Version)) ?? "";
        _isSuperset = version == TrustPolicyVersions.Signet;
        ReportUnknown(root, null, "the trust policy", TrustPolicyMembers.Version, TrustPolicyMembers.Statements);
        var statements = new List<TrustPolicyForm.Statement>();
        var number = 0;
        foreach (var item in Try(() => JsonFields.Items(root, TrustPolicyMembers.Statements)) ?? [])
        {
            number++;
            if (Try(() => JsonFields.Object(item, $"statement {number} of \"trustPolicies\"")) is { ValueKind: JsonValueKind.Object } found)
            {
                statements.Add(ReadStatement(found, number));
            }

            if (Faults.Count >= NotaryLimits.TrustPolicyErrors)
            {
                break;
            }
        }

        return new(_kind, version, statements);
    }

    private TrustPolicyForm.Statement ReadStatement(JsonElement statement, int number)
    {
        var name = Try(() => JsonFields.String(statement, TrustPolicyMembers.Name)) ?? "";
        var where = name.Length > 0 ? $"trust policy statement {GoQuote.Text(name)}" : $"trust policy statement {number}";
        ReportUnknown(statement, name, where, TrustPolicyMembers.OfStatement(_kind));
        var verification = Try(() => JsonFields.Find(statement, TrustPolicyMembers.Verification) is { } found
            ? JsonFields.Object(found, "member \"signatureVerification\"")
            : (JsonElement?)null);
        if (verification is { } members)
        {
            ReportUnknown(
                members, name, $"signatureVerification of {where}",
                TrustPolicyMembers.Level, TrustPolicyMembers.Override, TrustPolicyMembers.VerifyTimestamp);
        }

        IReadOnlyList<string> Strings(string member) => Try(() => JsonFields.Strings(statement, member)) ?? [];
        string? Text(JsonElement? parent, string member) =>
            parent is { } found ? Try(() => JsonFields.String(found, member)) : null;

        // What the kind does not have was reported as unknown; it is not read.
        bool Has(string member) => TrustPolicyMembers.OfStatement(_kind).Contains(member, StringComparer.Ordinal);
        return new()
        {
            Name = name,
            Level = Text(verification, TrustPolicyMembers.Level) ?? "",
            Override = verification is { } o ? Try(() => JsonFields.Map(o, TrustPolicyMembers.Override)) ?? [] : [],
            VerifyTimestamp = Text(verification, TrustPolicyMembers.VerifyTimestamp) ?? "",
            TrustStores = Strings(TrustPolicyMembers.TrustStores),
            TrustedIdentities = Strings(TrustPolicyMembers.TrustedIdentities),
            RegistryScopes = _kind == TrustPolicyKind.Oci ? Strings(TrustPolicyMembers.RegistryScopes) : [],
            IsGlobal = _kind == TrustPolicyKind.Blob && Try(() => JsonFields.Flag(statement, TrustPolicyMembers.GlobalPolicy)),
            SupersetMembers = [.. TrustPolicyMembers.Superset.Where(m => Has(m) && JsonFields.Find(statement, m) is not null)],
            ExcludedScopes = Has(TrustPolicyMembers.ExcludedScopes) ? Strings(TrustPolicyMembers.ExcludedScopes) : [],
            RequiredSignatures = Has(TrustPolicyMembers.RequiredSignatures)
                ? Try(() => JsonFields.Integer(statement, TrustPolicyMembers.RequiredSignatures)) : null,
            RequiredUserMetadata = Strings(TrustPolicyMembers.RequiredUserMetadata),
            MinimumKeySpecs = Strings(TrustPolicyMembers.MinimumKeySpecs),
            MaximumSignatureAge = Text(statement, TrustPolicyMembers.MaximumSignatureAge),
            Graph = Has(TrustPolicyMembers.Graph) ? ReadGraph(statement, name, where) : null,
        };
    }

    private TrustPolicyForm.GraphForm? ReadGraph(JsonElement statement, string name, string where)
    {
        if (Try(() => JsonFields.Find(statement, TrustPolicyMembers.Graph) is { } found
            ? JsonFields.Object(found, "member \"graph\"")
            : (JsonElement?)null) is not { } graph)
        {
            return null;
        }

        ReportUnknown(graph, name, $"graph of {where}", TrustPolicyMembers.GraphPlatforms, TrustPolicyMembers.GraphReferrers);
        return new(
            Try(() => JsonFields.String(graph, TrustPolicyMembers.GraphPlatforms)),
            Try(() => JsonFields.Map(graph, TrustPolicyMembers.GraphReferrers)) ?? []);
    }

    /// <summary>Reads on past a member of the wrong type, so that all of them are named at once.</summary>
    private T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Faults.Add(e.Message);
            return default;
        }
    }

    private void ReportUnknown(JsonElement parent, string? statement, string where, params string[] known)
    {
        foreach (var member in JsonFields.Unknown(parent, known))
        {
            var text = $"{where} has a member {GoQuote.Text(member.Name)} that has no meaning";
            if (_isSuperset)
            {
                _findings.Error(
                    "member.unknown", statement, $"{text} in version \"{TrustPolicyVersions.Signet}\"",
                    "correct its spelling or remove it");
            }
            else
            {
                _findings.Warn(
                    "member.unknown", statement, $"{text} and is ignored", "correct its spelling or remove it");
            }
        }
    }
}
