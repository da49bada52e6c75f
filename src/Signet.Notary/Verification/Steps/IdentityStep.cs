using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 2, second half: the signer is one that the statement names (trust-store-trust-policy.md, "Trusted Identities
/// Constraints"). A plugin that the signature demands may be the one to decide it.
/// </summary>
/// <remarks>Identities of other kinds than <c>x509.subject</c> are for plugins; without one they name nobody.</remarks>
internal static class IdentityStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "authenticity.identity";

    /// <summary>Runs the step.</summary>
    public static Check Run(SignatureContext context)
    {
        var action = context.ActionOf(VerificationType.Authenticity);
        if (action == VerificationAction.Skip)
        {
            return Checks.Skipped(Rule, "the policy says not to check authenticity");
        }

        if (context.Plugin.Found is { } found && found.TakesOver(PluginCapability.TrustedIdentityVerifier))
        {
            return found.Pending(Rule, action);
        }

        var identities = context.Statement.TrustedIdentities;
        var leaf = Checks.Certificate("signing certificate", context.Content.CertificateChain[0]);
        if (identities.Contains(TrustedIdentityRules.Wildcard, StringComparer.Ordinal))
        {
            return Checks.Passed(
                Rule, action, $"statement \"{context.Statement.Name}\" trusts every identity (\"*\") of its trust stores", leaf);
        }

        var names = identities.Select(X509SubjectOf).OfType<DistinguishedName>().ToArray();
        if (FindMatch(context, names, out var unreadable) is { } match)
        {
            return Checks.Passed(
                Rule,
                action,
                "the signing certificate matches a trusted identity",
                leaf,
                new("trusted identity", $"{TrustedIdentityRules.X509SubjectPrefix}:{match}"));
        }

        Evidence[] evidence = [leaf, .. identities.Select(i => new Evidence("trusted identity", i))];
        if (context is { Content.VerificationPlugin: { } plugin, Plugin.Found: null })
        {
            return Checks.Unknown(
                Rule,
                action,
                $"the signer's identity may be for the plugin \"{plugin}\" to judge, which was not asked",
                $"see the check {PluginDiscoveryStep.Rule}",
                evidence);
        }

        return Checks.Broken(
            Rule,
            action,
            VerdictKind.Untrusted,
            MessageOf(context, names, unreadable),
            "if you trust the signer, add "
            + $"\"{TrustedIdentityRules.X509SubjectPrefix}: {SuggestedIdentity(context)}\" to the trustedIdentities of "
            + $"statement \"{context.Statement.Name}\" in {context.Policy.Source}",
            evidence);
    }

    /// <summary>What a plugin's answer means for the check.</summary>
    public static Check Decide(SignatureContext context, VerificationPlugin plugin, VerificationResult result)
    {
        var action = context.ActionOf(VerificationType.Authenticity);
        var reason = PluginText.Printable(result.Reason ?? "", PluginText.MessageLength);
        Evidence[] evidence =
        [
            Checks.Certificate("signing certificate", context.Content.CertificateChain[0]),
            .. plugin.Evidence,
            new("reason", reason),
            .. context.Statement.TrustedIdentities.Select(i => new Evidence("trusted identity", i)),
        ];
        return result.Success
            ? Checks.Passed(Rule, action, $"the verification plugin \"{plugin.Client.Name}\" trusts the signer's identity", evidence)
            : Checks.Broken(
                Rule,
                action,
                VerdictKind.Untrusted,
                $"trusted identify verification by plugin \"{plugin.Client.Name}\" failed with reason \"{reason}\"",
                "if you trust the signer, add the identity under which the plugin knows it to the trustedIdentities of statement "
                + $"\"{context.Statement.Name}\" in {context.Policy.Source}",
                evidence);
    }

    private static DistinguishedName? FindMatch(
        SignatureContext context, DistinguishedName[] names, out string? unreadable)
    {
        unreadable = null;
        try
        {
            var subject = CertificateName.Attributes(context.Content.CertificateChain[0].SubjectName);
            return names.FirstOrDefault(n => n.Matches(subject));
        }
        catch (FormatException e)
        {
            unreadable = e.Message;
            return null;
        }
    }

    private static string MessageOf(SignatureContext context, DistinguishedName[] names, string? unreadable)
    {
        if (names.Length == 0)
        {
            return "no x509 trusted identities are configured in the trust policy "
                + GoQuote.Text(context.Statement.Name);
        }

        var maps = names.Select(n => $"map[{string.Join(' ', n.Attributes
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => $"{GoQuote.Text(a.Key)}:{GoQuote.Text(a.Value)}"))}]");
        var message = "signing certificate from the digital signature does not match the X.509 trusted identities "
            + $"[{string.Join(' ', maps)}] defined in the trust policy {GoQuote.Text(context.Statement.Name)}";
        return unreadable is null ? message : $"{message}: {unreadable}";
    }

    /// <summary>The whole subject as an identity, to be shortened by the user.</summary>
    private static string SuggestedIdentity(SignatureContext context) =>
        CertificateName.Format(context.Content.CertificateChain[0].SubjectName);

    private static DistinguishedName? X509SubjectOf(string identity)
    {
        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && identity[..colon] == TrustedIdentityRules.X509SubjectPrefix
            && DistinguishedName.TryParse(identity[(colon + 1)..], out var name, out _)
                ? name
                : null;
    }
}
