using Signet.Signatures;

namespace Signet.Notary.Trust;

/// <summary>The rules for what Signet adds to statements (docs/policy.md).</summary>
internal static class SupersetRules
{
    /// <summary>Keys that the specification keeps for itself; a signer cannot set them.</summary>
    private const string ReservedPrefix = "io.cncf.notary";

    public static SignatureRequirements Validate(
        TrustPolicyForm form, TrustPolicyForm.Statement statement, VerificationLevel? level, Action<string, string, string> add)
    {
        if (!form.IsSuperset)
        {
            foreach (var member in statement.SupersetMembers)
            {
                add(
                    "version.superset",
                    $"has the member {GoQuote.Text(member)}, which is not part of version \"{TrustPolicyVersions.Standard}\" and "
                    + "which notation would ignore",
                    $"set \"version\" to \"{TrustPolicyVersions.Signet}\", or remove the member");
            }

            return SignatureRequirements.None;
        }

        var requirements = new SignatureRequirements
        {
            RequiredSignatures = Threshold(statement, add),
            UserMetadata = Metadata(statement, add),
            MinimumKeySpecs = KeySpecs(statement, add),
            MaximumAge = Age(statement, add),
        };
        if (!requirements.IsEmpty && level is not null && level.Authenticity != VerificationAction.Enforce)
        {
            add(
                "requirement.level",
                "has requirements for signatures and does not enforce authenticity: anybody could meet them",
                "use a level that enforces authenticity (strict, permissive), or remove the requirements");
        }

        return requirements;
    }

    private static int Threshold(TrustPolicyForm.Statement statement, Action<string, string, string> add)
    {
        if (statement.RequiredSignatures is not { } number)
        {
            return 1;
        }

        var signers = statement.TrustedIdentities.Count(i => TrustedIdentityRules.X509SubjectOf(i) is not null);
        if (number < 1)
        {
            add(
                "threshold.invalid", $"has \"requiredSignatures\" {number}; one is the least",
                "use level \"skip\" where no signature is needed");
            return 1;
        }

        if (number > 1 && statement.TrustedIdentities.Contains(TrustedIdentityRules.Wildcard, StringComparer.Ordinal))
        {
            add(
                "threshold.wildcard",
                $"requires {number} signatures by distinct identities and trusts every identity (\"*\"): whoever gets two "
                + "certificates would be two signers",
                "name the signers in \"trustedIdentities\"");
        }
        else if (number > 1 && signers < number)
        {
            add(
                "threshold.unreachable",
                $"requires {number} signatures by distinct identities and names {signers} x509.subject "
                + $"{(signers == 1 ? "identity" : "identities")}, so that no artifact can meet it",
                "name as many signers at least, or require fewer signatures");
        }

        return (int)Math.Min(number, int.MaxValue);
    }

    private static List<UserMetadataRequirement> Metadata(
        TrustPolicyForm.Statement statement, Action<string, string, string> add)
    {
        var list = new List<UserMetadataRequirement>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in statement.RequiredUserMetadata)
        {
            if (UserMetadataRequirement.Parse(text) is not { } wanted)
            {
                add(
                    "metadata.invalid", $"requires the user metadata {GoQuote.Text(text)}, which has no key",
                    "write \"key\" or \"key=value\"");
            }
            else if (wanted.Key.StartsWith(ReservedPrefix, StringComparison.Ordinal))
            {
                add(
                    "metadata.reserved",
                    $"requires the user metadata {GoQuote.Text(text)}, whose key is reserved: no signer can set it",
                    $"use a key that does not begin with \"{ReservedPrefix}\"");
            }
            else if (!keys.Add(wanted.Key))
            {
                add(
                    "metadata.repeated", $"requires the user metadata {GoQuote.Text(wanted.Key)} twice", "keep it once");
            }
            else
            {
                list.Add(wanted);
            }
        }

        return list;
    }

    private static List<KeySpec> KeySpecs(TrustPolicyForm.Statement statement, Action<string, string, string> add)
    {
        var specs = new List<KeySpec>();
        foreach (var text in statement.MinimumKeySpecs)
        {
            if (KeySpecNames.Parse(text) is not { } spec)
            {
                add(
                    "key.unknown", $"has the unknown key spec {GoQuote.Text(text)} in \"minimumKeySpecs\"",
                    $"known are {GoQuote.List(KeySpecNames.All)}");
            }
            else if (specs.Exists(s => KeySpecNames.IsRsa(s) == KeySpecNames.IsRsa(spec)))
            {
                add(
                    "key.repeated",
                    $"has more than one key spec of the family of {GoQuote.Text(text)} in \"minimumKeySpecs\"",
                    "keep the weakest that shall be accepted, one for RSA and one for EC");
            }
            else
            {
                specs.Add(spec);
            }
        }

        if (statement.SupersetMembers.Contains(TrustPolicyMembers.MinimumKeySpecs, StringComparer.Ordinal)
            && statement.MinimumKeySpecs.Count == 0)
        {
            add(
                "key.missing", "has an empty \"minimumKeySpecs\"",
                "name the weakest keys that shall be accepted, for example \"RSA-3072\" and \"EC-256\", or remove it");
        }

        return specs;
    }

    private static TimeSpan? Age(TrustPolicyForm.Statement statement, Action<string, string, string> add)
    {
        if (statement.MaximumSignatureAge is not { } text)
        {
            return null;
        }

        if (SignatureAge.TryParse(text, out var age))
        {
            return age;
        }

        add(
            "age.invalid", $"has \"maximumSignatureAge\" {GoQuote.Text(text)}, which is no age",
            $"write whole days or hours, for example \"90d\" or \"36h\", up to {NotaryLimits.SignatureAgeDays}d");
        return null;
    }
}
