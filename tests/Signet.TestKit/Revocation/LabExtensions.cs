using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;

namespace Signet.TestKit.Revocation;

/// <summary>Extensions of certificates and lists that .NET has no writer for, good or odd.</summary>
public static class LabExtensions
{
    public const string AuthorityInfoAccess = "1.3.6.1.5.5.7.1.1";
    public const string DistributionPoints = "2.5.29.31";
    public const string Freshest = "2.5.29.46";
    public const string IssuingDistributionPoint = "2.5.29.28";

    /// <summary>authorityInfoAccess with these responders.</summary>
    public static X509Extension OcspResponders(IEnumerable<string> addresses) =>
        InfoAccess([.. addresses.Select(a => ("1.3.6.1.5.5.7.48.1", a))]);

    /// <summary>authorityInfoAccess with (method, URI) pairs.</summary>
    public static X509Extension InfoAccess(params (string Method, string Address)[] entries) =>
        Sequence(AuthorityInfoAccess, false, writer =>
        {
            foreach (var (method, address) in entries)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(method);
                    WriteUri(writer, address);
                }
            }
        });

    /// <summary>cRLDistributionPoints.</summary>
    public static X509Extension CrlDistributionPoints(params LabCrlPoint[] points) => Points(DistributionPoints, points);

    /// <summary>freshestCRL.</summary>
    public static X509Extension FreshestCrl(params LabCrlPoint[] points) => Points(Freshest, points);

    /// <summary>issuingDistributionPoint of a list.</summary>
    public static X509Extension IssuingPoint(LabCrlScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Sequence(IssuingDistributionPoint, scope.IsCritical, writer =>
        {
            WritePointName(writer, new LabCrlPoint(scope.Addresses) { IsRelative = scope.IsRelative });
            WriteTrue(writer, 1, scope.OnlyUserCertificates);
            WriteTrue(writer, 2, scope.OnlyAuthorityCertificates);
            WriteReasons(writer, 3, scope.OnlyReasons);
            WriteTrue(writer, 4, scope.IsIndirect);
            WriteTrue(writer, 5, scope.OnlyAttributeCertificates);
        });
    }

    /// <summary>An extension whose value is one SEQUENCE.</summary>
    public static X509Extension Sequence(string oid, bool isCritical, Action<AsnWriter> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            content(writer);
        }

        return new X509Extension(oid, writer.Encode(), isCritical);
    }

    private static X509Extension Points(string oid, LabCrlPoint[] points) => Sequence(oid, false, writer =>
    {
        foreach (var point in points)
        {
            using (writer.PushSequence())
            {
                WritePointName(writer, point);
                WriteReasons(writer, 1, point.Reasons);
                if (point.HasCrlIssuer)
                {
                    using (writer.PushSequence(Tag(2)))
                    using (writer.PushSequence(Tag(4)))
                    {
                        writer.WriteEncodedValue(PkiLab.Name(("2.5.4.3", "crl.example.com")).RawData);
                    }
                }
            }
        }
    });

    private static void WritePointName(AsnWriter writer, LabCrlPoint point)
    {
        if (!point.IsRelative && point.Addresses.Count == 0)
        {
            return;
        }

        using (writer.PushSequence(Tag(0)))
        using (writer.PushSequence(Tag(point.IsRelative ? 1 : 0)))
        {
            if (point.IsRelative)
            {
                writer.WriteObjectIdentifier("2.5.4.3");
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, "part");
                return;
            }

            foreach (var address in point.Addresses)
            {
                WriteUri(writer, address);
            }
        }
    }

    private static void WriteReasons(AsnWriter writer, int tag, int? reasons)
    {
        if (reasons is { } flags)
        {
            writer.WriteNamedBitList((Bits)flags, Tag(tag));
        }
    }

    private static void WriteTrue(AsnWriter writer, int tag, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(true, Tag(tag));
        }
    }

    private static void WriteUri(AsnWriter writer, string address) =>
        writer.WriteCharacterString(UniversalTagNumber.IA5String, address, Tag(6));

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);

    /// <summary>The writer takes the bits of an enumeration only.</summary>
    [Flags]
    private enum Bits
    {
        None = 0,
    }
}
