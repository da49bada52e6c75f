using System.Globalization;
using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;

namespace Signet.Cli.Commands;

/// <summary>Shows what this machine trusts.</summary>
internal sealed class TrustCommand : Command
{
    private readonly ReportFlag _report = new();

    public TrustCommand()
        : base("trust", "Show what this machine trusts")
    {
        Description = """
            Shows on one screen what this machine trusts: its trust policies, the certificates in its trust stores with
            the day they expire, and which statements use them. Certificates that nobody uses, that have expired or that
            expire within 30 days are named, and so are stores that a statement names and that cannot be used.

            Examples:
              signet trust
              signet trust --output json
            """;
        Arguments = "[flags]";
        _report.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => RejectArguments(arguments);

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var overview = await TrustOverview.ReadAsync(context.Directories, context.Clock.GetUtcNow(), cancellationToken);
        if (_report.IsJson)
        {
            ReportJson.Print(context, writer => WriteJson(writer, overview));
        }
        else
        {
            WriteText(context, overview);
        }

        return 0;
    }

    private static void WriteText(CommandContext context, TrustOverview overview)
    {
        if (overview.Policies.Count > 0)
        {
            context.Out.Write(TableWriter.Format(
                ["POLICY", "FOR", "STATEMENTS"],
                overview.Policies.Select(p => new[]
                {
                    p.Path,
                    KindOf(p),
                    p.Fault is { } fault ? $"cannot be used: {fault}" : string.Join(", ", p.Statements.Select(s => s.Name)),
                })));
        }
        else
        {
            context.WriteLine("There is no trust policy, so nothing is trusted; make one: signet policy init");
        }

        if (overview.Stores.Count > 0)
        {
            context.WriteLine("");
            context.Out.Write(TableWriter.Format(["STORE", "CERTIFICATE", "SUBJECT", "EXPIRES", "USED BY"], overview.Stores.SelectMany(Rows)));
        }

        var remarks = Remarks(overview).ToList();
        if (remarks.Count > 0)
        {
            context.WriteLine("");
            remarks.ForEach(context.WriteLine);
        }
    }

    private static IEnumerable<string[]> Rows(StoreOverview store)
    {
        var users = store.UsedBy.Count == 0 ? "nobody" : string.Join(", ", store.UsedBy.Select(u => u.Statement).Distinct());
        return store.Fault is not null
            ? [[store.Name.ToString(), "-", "cannot be used", "-", users]]
            : store.Certificates.Select(c => new[] { store.Name.ToString(), c.FileName, c.Subject, Expiry(c), users });
    }

    private static string Expiry(TrustedCertificate certificate) => Date(certificate.NotAfter) + certificate.State switch
    {
        CertificateState.Expired => " (expired)",
        CertificateState.ExpiresSoon => " (soon)",
        CertificateState.NotYetValid => $" (not before {Date(certificate.NotBefore)})",
        _ => "",
    };

    private static IEnumerable<string> Remarks(TrustOverview overview)
    {
        var all = overview.Stores.SelectMany(s => s.Certificates.Select(c => (Store: s, Certificate: c))).ToList();
        string Names(IEnumerable<(StoreOverview Store, TrustedCertificate Certificate)> some) => string.Join(
            ", ", some.Select(c => TerminalText.Escape($"{c.Store.Name}/{c.Certificate.FileName}")).Distinct());

        if (Names(all.Where(c => c.Certificate.State == CertificateState.Expired)) is { Length: > 0 } expired)
        {
            yield return $"Expired: {expired}";
        }

        if (Names(all.Where(c => c.Certificate.State == CertificateState.ExpiresSoon)) is { Length: > 0 } soon)
        {
            yield return $"Expire within 30 days: {soon}";
        }

        if (Names(all.Where(c => c.Store.UsedBy.Count == 0)) is { Length: > 0 } unused)
        {
            yield return $"Used by no statement: {unused}";
        }

        foreach (var store in overview.Stores.Where(s => s.Fault is not null))
        {
            yield return $"{store.Name}: {TerminalText.Escape(store.Fault)}";
        }
    }

    private static void WriteJson(Utf8JsonWriter writer, TrustOverview overview)
    {
        writer.WriteStartArray("policies");
        foreach (var policy in overview.Policies)
        {
            writer.WriteStartObject();
            writer.WriteString("path", policy.Path);
            writer.WriteString("kind", policy.Kind == TrustPolicyKind.Oci ? "oci" : "blob");
            writer.WriteString("environment", policy.Environment);
            ReportJson.WriteStrings(writer, "statements", policy.Statements.Select(s => s.Name));
            writer.WriteString("fault", policy.Fault);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("stores");
        foreach (var store in overview.Stores)
        {
            WriteStore(writer, store);
        }

        writer.WriteEndArray();
    }

    private static void WriteStore(Utf8JsonWriter writer, StoreOverview store)
    {
        writer.WriteStartObject();
        writer.WriteString("store", store.Name.ToString());
        writer.WriteString("fault", store.Fault);
        writer.WriteStartArray("usedBy");
        foreach (var use in store.UsedBy)
        {
            writer.WriteStartObject();
            writer.WriteString("policy", use.Policy);
            writer.WriteString("statement", use.Statement);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("certificates");
        foreach (var certificate in store.Certificates)
        {
            writer.WriteStartObject();
            writer.WriteString("file", certificate.FileName);
            writer.WriteString("subject", certificate.Subject);
            writer.WriteString("sha256", certificate.Sha256);
            writer.WriteString("notBefore", TimeText.Rfc3339(certificate.NotBefore));
            writer.WriteString("notAfter", TimeText.Rfc3339(certificate.NotAfter));
            writer.WriteString("state", certificate.State switch
            {
                CertificateState.Expired => "expired",
                CertificateState.ExpiresSoon => "expiresSoon",
                CertificateState.NotYetValid => "notYetValid",
                _ => "valid",
            });
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string KindOf(PolicyOverview policy)
    {
        var kind = policy.Kind == TrustPolicyKind.Oci ? "oci" : "blob";
        return policy.Environment is null ? kind : $"{kind}, environment {policy.Environment}";
    }

    private static string Date(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
