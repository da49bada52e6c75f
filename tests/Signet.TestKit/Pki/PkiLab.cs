using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures;

namespace Signet.TestKit.Pki;

/// <summary>
/// Makes certificate chains of any shape, good or broken in one chosen way. Keys are cached (<see cref="LabKeys"/>), so a
/// chain costs about a millisecond. Elliptic curves unless asked otherwise.
/// </summary>
public static class PkiLab
{
    /// <summary>Start of validity unless a recipe says otherwise.</summary>
    public static readonly DateTimeOffset NotBefore = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>End of validity unless a recipe says otherwise.</summary>
    public static readonly DateTimeOffset NotAfter = new(2099, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>A chain from recipes, leaf first; each is issued by the next, the last by itself.</summary>
    public static LabChain Chain(params LabRecipe[] leafFirst)
    {
        ArgumentNullException.ThrowIfNull(leafFirst);
        var members = new LabCertificate[leafFirst.Length];
        for (var i = leafFirst.Length - 1; i >= 0; i--)
        {
            members[i] = Issue(leafFirst[i], i == leafFirst.Length - 1 ? null : members[i + 1], slot: i);
        }

        return new LabChain(members);
    }

    /// <summary>A chain of certificates made one by one with <see cref="Issue"/>, in the order given.</summary>
    public static LabChain ChainOf(params LabCertificate[] leafFirst) => new(leafFirst);

    /// <summary>A good code-signing chain: leaf, <paramref name="length"/> − 2 intermediates, root.</summary>
    /// <param name="length">Number of certificates; 1 makes a self-signed leaf.</param>
    /// <param name="leafKey">Key of the leaf; the authorities have P-256.</param>
    /// <param name="name">Goes before <c>.example.com</c> in every common name; tells chains apart.</param>
    /// <param name="leaf">Changes the leaf's recipe.</param>
    public static LabChain SigningChain(
        int length = 3, KeySpec leafKey = KeySpec.Ec256, string name = "signer", Func<LabRecipe, LabRecipe>? leaf = null) =>
        GoodChain(LabRecipe.Leaf($"{name}.example.com") with { Key = KindOf(leafKey) }, length, name, leaf);

    /// <summary>A good chain of a timestamping authority.</summary>
    public static LabChain TimestampChain(int length = 3, string name = "tsa", Func<LabRecipe, LabRecipe>? leaf = null) =>
        GoodChain(LabRecipe.TimestampLeaf($"{name}.example.com"), length, name, leaf);

    /// <summary>The recipes of a good code-signing chain, to be changed and given to <see cref="Chain"/>.</summary>
    public static LabRecipe[] SigningRecipes(int length = 3, string name = "signer") =>
        GoodRecipes(LabRecipe.Leaf($"{name}.example.com"), length, name);

    /// <summary>One certificate under <paramref name="issuer"/>; self-signed when that is null.</summary>
    /// <param name="recipe">How to make it.</param>
    /// <param name="issuer">Who signs.</param>
    /// <param name="slot">Which cached key, unless the recipe names one.</param>
    public static LabCertificate Issue(LabRecipe recipe, LabCertificate? issuer, int slot = 0)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var keySlot = recipe.KeySlot ?? slot;
        using var key = LabKeys.Get(recipe.Key, keySlot);
        using var issuerKey = issuer?.CreateKey() ?? LabKeys.Get(recipe.Key, keySlot);

        var subject = recipe.Subject ?? Name(("2.5.4.6", "US"), ("2.5.4.8", "WA"), ("2.5.4.7", "Seattle"),
            ("2.5.4.10", "Example"), ("2.5.4.3", recipe.CommonName));
        var request = new CertificateRequest(subject, new PublicKey(key), recipe.Hash);
        AddExtensions(request, recipe);

        var generator = issuerKey is RSA rsa
            ? X509SignatureGenerator.CreateForRSA(
                rsa, recipe.IsSignedWithPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa((ECDsa)issuerKey);
        var serial = recipe.SerialNumber?.ToArray() ?? [1, .. RandomNumberGenerator.GetBytes(7)];
        var issuerName = recipe.IssuerName ?? issuer?.Certificate.SubjectName ?? subject;
        var certificate = request.Create(
            issuerName, new LabSignatureGenerator(generator, recipe.Hash, recipe.IsSignedWithPss), recipe.NotBefore, recipe.NotAfter, serial);
        return new LabCertificate(recipe, recipe.HasBrokenSignature ? BreakSignature(certificate) : certificate, keySlot);
    }

    /// <summary>A name from (object identifier, value) pairs, one RDN each, in this order.</summary>
    public static X500DistinguishedName Name(params (string Oid, string Value)[] attributes) =>
        MultiValuedName([.. attributes.Select(a => new[] { a })]);

    /// <summary>A name from RDNs of one or more pairs each.</summary>
    public static X500DistinguishedName MultiValuedName(params (string Oid, string Value)[][] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var rdn in names)
            {
                using (writer.PushSetOf())
                {
                    foreach (var (oid, value) in rdn)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(oid);
                            writer.WriteCharacterString(
                                oid == "2.5.4.6" ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, value);
                        }
                    }
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    /// <summary>The lab's name for a specification's kind of key.</summary>
    public static LabKeyKind KindOf(KeySpec keySpec) => keySpec switch
    {
        KeySpec.Rsa2048 => LabKeyKind.Rsa2048,
        KeySpec.Rsa3072 => LabKeyKind.Rsa3072,
        KeySpec.Rsa4096 => LabKeyKind.Rsa4096,
        KeySpec.Ec256 => LabKeyKind.P256,
        KeySpec.Ec384 => LabKeyKind.P384,
        _ => LabKeyKind.P521,
    };

    private static LabChain GoodChain(LabRecipe leaf, int length, string name, Func<LabRecipe, LabRecipe>? change) =>
        Chain(GoodRecipes(change is null ? leaf : change(leaf), length, name));

    private static LabRecipe[] GoodRecipes(LabRecipe leaf, int length, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var recipes = new LabRecipe[length];
        for (var i = 1; i < length; i++)
        {
            var role = i == length - 1 ? "root" : $"intermediate{length - 1 - i}";
            recipes[i] = LabRecipe.Authority($"{role}.{name}.example.com");
        }

        recipes[0] = leaf;
        return recipes;
    }

    private static void AddExtensions(CertificateRequest request, LabRecipe recipe)
    {
        var extensions = request.CertificateExtensions;
        if (recipe.IsAuthority is { } isAuthority)
        {
            extensions.Add(new X509BasicConstraintsExtension(
                isAuthority, recipe.PathLength is not null, recipe.PathLength ?? 0, recipe.IsBasicConstraintsCritical));
        }

        if (recipe.KeyUsage is { } usage)
        {
            extensions.Add(new X509KeyUsageExtension(usage, recipe.IsKeyUsageCritical));
        }

        if (recipe.Purposes is { } purposes)
        {
            var oids = new OidCollection();
            foreach (var purpose in purposes)
            {
                oids.Add(new Oid(purpose));
            }

            extensions.Add(new X509EnhancedKeyUsageExtension(oids, recipe.IsPurposesCritical));
        }

        foreach (var extension in recipe.Extensions)
        {
            extensions.Add(extension);
        }
    }

    /// <summary>Flips the last bit: still DER, no longer the signature (s of ECDSA, or the RSA value).</summary>
    private static X509Certificate2 BreakSignature(X509Certificate2 certificate)
    {
        var der = certificate.RawData;
        certificate.Dispose();
        der[^1] ^= 1;
        return X509CertificateLoader.LoadCertificate(der);
    }
}
