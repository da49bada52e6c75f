using System.Buffers;
using System.Text.Json;
using Signet.Json;

namespace Signet.Notary.Trust;

/// <summary>Writes trust policies, in the form of <c>notation policy init</c>.</summary>
public static class TrustPolicyWriter
{
    /// <summary>A new policy for OCI artifacts with one statement.</summary>
    /// <param name="name">Name of the statement.</param>
    /// <param name="level"><c>strict</c> unless the user wants less.</param>
    /// <param name="registryScopes"><c>*</c>, or repositories.</param>
    /// <param name="trustStores">Each <c>type:name</c>.</param>
    /// <param name="trustedIdentities"><c>*</c>, or identities.</param>
    /// <returns>The document: 2 spaces, no final newline, Go's escapes, version 1.0.</returns>
    /// <exception cref="TrustPolicyException">They make no valid policy; all faults are listed.</exception>
    public static ReadOnlyMemory<byte> Write(
        string name,
        string level,
        IEnumerable<string> registryScopes,
        IEnumerable<string> trustStores,
        IEnumerable<string> trustedIdentities)
    {
        var content = Write(TrustPolicyVersions.Standard, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(TrustPolicyMembers.Name, name);
            WriteList(writer, TrustPolicyMembers.RegistryScopes, registryScopes);
            writer.WriteStartObject(TrustPolicyMembers.Verification);
            writer.WriteString(TrustPolicyMembers.Level, level);
            writer.WriteEndObject();
            WriteList(writer, TrustPolicyMembers.TrustStores, trustStores);
            WriteList(writer, TrustPolicyMembers.TrustedIdentities, trustedIdentities);
            writer.WriteEndObject();
        });
        _ = TrustPolicyDocument.Parse(content, "the new trust policy");
        return content;
    }

    /// <summary>A new policy for blobs with one strict statement, in the form of <c>notation blob policy init</c>.</summary>
    /// <param name="name">Name of the statement.</param>
    /// <param name="trustStores">Each <c>type:name</c>.</param>
    /// <param name="trustedIdentities"><c>*</c>, or identities.</param>
    /// <param name="isGlobal">True when the statement applies where none is named.</param>
    /// <returns>The document: 2 spaces, no final newline, Go's escapes, version 1.0.</returns>
    /// <exception cref="TrustPolicyException">They make no valid policy; all faults are listed.</exception>
    public static ReadOnlyMemory<byte> WriteBlob(
        string name, IEnumerable<string> trustStores, IEnumerable<string> trustedIdentities, bool isGlobal)
    {
        var content = Write(TrustPolicyVersions.Standard, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString(TrustPolicyMembers.Name, name);
            writer.WriteStartObject(TrustPolicyMembers.Verification);
            writer.WriteString(TrustPolicyMembers.Level, "strict");
            writer.WriteEndObject();
            WriteList(writer, TrustPolicyMembers.TrustStores, trustStores);
            WriteList(writer, TrustPolicyMembers.TrustedIdentities, trustedIdentities);
            if (isGlobal)
            {
                writer.WriteBoolean(TrustPolicyMembers.GlobalPolicy, true);
            }

            writer.WriteEndObject();
        });
        _ = BlobTrustPolicyDocument.Parse(content, "the new trust policy");
        return content;
    }

    /// <summary>
    /// A document of these statements that means the same when it is read again. Its version is 1.0 unless a statement has
    /// what only <c>signet/1.0</c> has. Members whose list is empty are left out; a customized level is written as the
    /// level that needs the fewest overrides.
    /// </summary>
    /// <returns>The document: 2 spaces, no final newline, Go's escapes.</returns>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<TrustPolicyStatement> statements) => Write(
        statements.All(IsStandard) ? TrustPolicyVersions.Standard : TrustPolicyVersions.Signet,
        writer =>
        {
            foreach (var statement in statements)
            {
                WriteStatement(writer, statement);
            }
        });

    /// <summary>True for a statement that has nothing but what version 1.0 has.</summary>
    internal static bool IsStandard(TrustPolicyStatement statement) =>
        statement.Requirements.IsEmpty
        && statement.Graph.IsStandard
        && statement.ExcludedScopes.Count == 0
        && !statement.RegistryScopes.Any(s => RegistryScope.KindOf(s) == RegistryScopeKind.Prefix);

    private static ReadOnlyMemory<byte> Write(string version, Action<Utf8JsonWriter> writeStatements)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            writer.WriteStartObject();
            writer.WriteString(TrustPolicyMembers.Version, version);
            writer.WriteStartArray(TrustPolicyMembers.Statements);
            writeStatements(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteStatement(Utf8JsonWriter writer, TrustPolicyStatement statement)
    {
        writer.WriteStartObject();
        writer.WriteString(TrustPolicyMembers.Name, statement.Name);
        WriteList(writer, TrustPolicyMembers.RegistryScopes, statement.RegistryScopes);
        WriteList(writer, TrustPolicyMembers.ExcludedScopes, statement.ExcludedScopes);
        WriteVerification(writer, statement);
        WriteList(writer, TrustPolicyMembers.TrustStores, statement.TrustStores.Select(s => s.ToString()));
        WriteList(writer, TrustPolicyMembers.TrustedIdentities, statement.TrustedIdentities);
        if (statement.IsGlobal)
        {
            writer.WriteBoolean(TrustPolicyMembers.GlobalPolicy, true);
        }

        var requirements = statement.Requirements;
        if (requirements.RequiredSignatures > 1)
        {
            writer.WriteNumber(TrustPolicyMembers.RequiredSignatures, requirements.RequiredSignatures);
        }

        WriteList(writer, TrustPolicyMembers.RequiredUserMetadata, requirements.UserMetadata.Select(m => m.ToString()));
        WriteList(writer, TrustPolicyMembers.MinimumKeySpecs, requirements.MinimumKeySpecs.Select(KeySpecNames.Of));
        if (requirements.MaximumAge is { } age)
        {
            writer.WriteString(TrustPolicyMembers.MaximumSignatureAge, SignatureAge.Format(age));
        }

        WriteGraph(writer, statement.Graph);
        writer.WriteEndObject();
    }

    private static void WriteGraph(Utf8JsonWriter writer, GraphRequirements graph)
    {
        if (graph.IsStandard)
        {
            return;
        }

        writer.WriteStartObject(TrustPolicyMembers.Graph);
        writer.WriteString(TrustPolicyMembers.GraphPlatforms, GraphRules.NameOf(graph.Platforms));
        writer.WriteStartObject(TrustPolicyMembers.GraphReferrers);
        writer.WriteString(TrustPolicyMembers.GraphDefault, GraphRules.NameOf(graph.OtherReferrers));
        foreach (var (type, rule) in graph.Referrers)
        {
            writer.WriteString(type, GraphRules.NameOf(rule));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteVerification(Utf8JsonWriter writer, TrustPolicyStatement statement)
    {
        var (level, overrides) = VerificationLevels.Express(statement.Level);
        writer.WriteStartObject(TrustPolicyMembers.Verification);
        writer.WriteString(TrustPolicyMembers.Level, level);
        if (overrides.Count > 0)
        {
            writer.WriteStartObject(TrustPolicyMembers.Override);
            foreach (var (type, action) in overrides)
            {
                writer.WriteString(type, action);
            }

            writer.WriteEndObject();
        }

        if (statement.VerifyTimestampAfterCertExpiry)
        {
            writer.WriteString(TrustPolicyMembers.VerifyTimestamp, "afterCertExpiry");
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        IReadOnlyList<string> items = [.. values];
        if (items.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}
