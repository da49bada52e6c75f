namespace Signet.Signatures.Certificates;

/// <summary>One attribute of a distinguished name.</summary>
/// <param name="Oid">Object identifier of its type, dotted.</param>
/// <param name="Type">
/// Short name where Go's <c>crypto/x509/pkix</c> knows one (CN, O, OU, C, ST, L, STREET, POSTALCODE, SERIALNUMBER); else the
/// same as <paramref name="Oid"/>.
/// </param>
/// <param name="Value">The text, unescaped.</param>
public sealed record NameAttribute(string Oid, string Type, string Value);
