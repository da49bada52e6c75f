using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Trust;
using Signet.Signatures;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 2, first half: some certificate of the chain is in a trust store that the statement names and that is for the
/// signature's scheme (trust-store-trust-policy.md, "Signature Evaluation", authenticity). Equal means every byte.
/// </summary>
internal static class TrustStoreStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "authenticity.trust-store";

    /// <summary>Runs the step.</summary>
    public static Check Run(SignatureContext context)
    {
        var action = context.ActionOf(VerificationType.Authenticity);
        if (action == VerificationAction.Skip)
        {
            return Checks.Skipped(Rule, "the policy says not to check authenticity");
        }

        var stores = context.Trusted.For(context.Content.Scheme);
        if (stores.FirstOrDefault(s => s.Failure is not null) is { Failure: { } failure } broken)
        {
            return Checks.Broken(
                Rule,
                action,
                VerdictKind.Untrusted,
                failure.Message,
                AddTo(broken.Name),
                [.. Searched(context, stores)]);
        }

        foreach (var store in stores)
        {
            foreach (var certificate in context.Content.CertificateChain)
            {
                if (store.Contains(certificate))
                {
                    return Checks.Passed(
                        Rule,
                        action,
                        $"the certificate chain contains a certificate of trust store {store.Name}",
                        Checks.Certificate("trusted certificate", certificate),
                        new("trust store", store.Name.ToString()));
                }
            }
        }

        var type = TypeOf(context.Content.Scheme);
        return stores.Sum(s => s.Certificates.Count) == 0
            ? Checks.Broken(
                Rule,
                action,
                VerdictKind.Untrusted,
                "no trusted certificates are found to verify authenticity: statement "
                + $"\"{context.Statement.Name}\" names no trust store of type \"{type}\", which this signature's scheme needs",
                $"if you trust the signer, add a \"{type}:<name>\" trust store to statement \"{context.Statement.Name}\" in "
                + context.Policy.Source,
                [.. Searched(context, stores)])
            : Checks.Broken(
                Rule,
                action,
                VerdictKind.Untrusted,
                "the signature's certificate chain does not contain any trusted certificate",
                $"if you trust the signer, {AddTo(stores[0].Name)}",
                [.. Searched(context, stores)]);
    }

    /// <summary>
    /// Position of the highest certificate of the chain that a store has; null when none has one, or a store cannot be read.
    /// </summary>
    public static int? FindHighestTrusted(SignatureContext context)
    {
        var stores = context.Trusted.For(context.Content.Scheme);
        var chain = context.Content.CertificateChain;
        for (var i = chain.Count - 1; i >= 0 && stores.All(s => s.Failure is null); i--)
        {
            if (stores.Any(s => s.Contains(chain[i])))
            {
                return i;
            }
        }

        return null;
    }

    private static string TypeOf(SigningScheme scheme) => scheme == SigningScheme.X509 ? "ca" : "signingAuthority";

    private static string AddTo(TrustStoreName store) =>
        $"add its root certificate to the trust store: signet cert add --type {store.TypeName} --store {store.Name} root.crt";

    /// <summary>What was looked for, and where.</summary>
    private static IEnumerable<Evidence> Searched(
        SignatureContext context, IReadOnlyList<TrustedCertificates.LoadedStore> stores)
    {
        foreach (var certificate in Checks.Chain(context.Content.CertificateChain))
        {
            yield return certificate;
        }

        foreach (var store in stores)
        {
            yield return new(
                "trust store searched",
                store.Failure is null ? $"{store.Name}, {Count(store.Certificates)}" : $"{store.Name}, not readable");
        }

        foreach (var other in context.Statement.TrustStores.Where(s => stores.All(t => t.Name != s)).Distinct())
        {
            yield return new("trust store not searched", $"{other}, which is not for this signing scheme");
        }
    }

    private static string Count(IReadOnlyList<X509Certificate2> certificates) =>
        certificates.Count == 1 ? "1 certificate" : $"{certificates.Count} certificates";
}
