using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust;

/// <summary>Writes the trusted identity that matches a signer's certificate.</summary>
public static class SubjectIdentity
{
    /// <summary>In the order people write them; what else a subject has would not be known to notation.</summary>
    private static readonly string[] Types = ["C", "ST", "L", "O", "OU", "CN"];

    /// <summary>
    /// The identity <c>x509.subject: C=…, ST=…, O=…, CN=…</c> with all attributes of the subject that occur once and that
    /// a policy can name.
    /// </summary>
    /// <param name="subject">Subject of a signing certificate.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="fault">Why there is none: the subject lacks a mandatory attribute, or cannot be read.</param>
    public static bool TryWrite(
        X500DistinguishedName subject, [NotNullWhen(true)] out string? identity, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(subject);
        identity = null;
        IReadOnlyList<NameAttribute> attributes;
        try
        {
            attributes = CertificateName.Attributes(subject);
        }
        catch (FormatException e)
        {
            fault = e.Message;
            return false;
        }

        var text = new StringBuilder();
        foreach (var type in Types)
        {
            if (attributes.Where(a => a.Type == type).ToList() is [{ Value.Length: > 0 } one])
            {
                text.Append(text.Length == 0 ? "" : ", ").Append(type).Append('=');
                DistinguishedNameParser.AppendEscaped(text, one.Value);
            }
        }

        if (!DistinguishedName.TryParse(text.ToString(), out _, out var invalid))
        {
            fault = $"its subject {GoQuote.Text(CertificateName.Format(subject))} makes no trusted identity: {invalid}";
            return false;
        }

        identity = $"{TrustedIdentityRules.X509SubjectPrefix}: {text}";
        fault = null;
        return true;
    }
}
