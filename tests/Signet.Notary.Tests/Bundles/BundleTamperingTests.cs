using System.Formats.Tar;
using System.Text;
using Signet.Notary.Artifacts;
using Signet.Notary.Bundles;
using Signet.Notary.Tests.Verification;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Bundles;

/// <summary>Bundles that somebody changed on the way.</summary>
public sealed class BundleTamperingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task C12_one_flipped_byte_is_invalid_wherever_it_is()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        var bytes = await File.ReadAllBytesAsync(lab.Bundle, Token);
        var random = new Random(12);
        var text = Encoding.Latin1.GetString(bytes);
        var index = text.IndexOf("index.json", StringComparison.Ordinal);
        var positions = Enumerable.Range(0, 300).Select(_ => random.Next(bytes.Length))
            .Concat(Enumerable.Range(0, bytes.Length / 512).Select(block => (block * 512) + random.Next(512))) // Every region.
            .Concat(Enumerable.Range(1024, 512).Where(at => at % 2 == 0)) // A header.
            .Concat(Enumerable.Range(index, bytes.Length - index).Where(at => at % 17 == 0)) // Index, version, end.
            .Distinct()
            .ToList();
        var accepted = new List<string>();
        foreach (var position in positions)
        {
            var mask = (byte)(1 << random.Next(8));
            bytes[position] ^= mask;
            await File.WriteAllBytesAsync(lab.PathOf("flipped.tar"), bytes, Token);
            bytes[position] ^= mask;
            var verdict = await lab.VerifyAsync(lab.PathOf("flipped.tar"));
            if (verdict.Kind != VerdictKind.Invalid || verdict.Graph is not null)
            {
                accepted.Add($"{position} ^ {mask}: {verdict.Kind} {verdict.Summary}");
            }
        }

        Assert.True(accepted.Count == 0, string.Join('\n', accepted));
        Assert.True(positions.Count > 800, $"{positions.Count} positions");
        Assert.True((await lab.VerifyAsync()).IsAccepted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(-1)]
    [InlineData(-512)]
    [InlineData(-1024)]
    [InlineData(-1025)]
    [InlineData(-4000)]
    public async Task A_truncated_file_is_invalid(int length)
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        var bytes = await File.ReadAllBytesAsync(lab.Bundle, Token);

        await File.WriteAllBytesAsync(lab.Bundle, bytes[..(length < 0 ? bytes.Length + length : length)], Token);

        Assert.Equal(VerdictKind.Invalid, (await lab.VerifyAsync()).Kind);
    }

    [Fact]
    public async Task Something_behind_the_end_is_invalid()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        await File.AppendAllTextAsync(lab.Bundle, new string('\0', 512), Token);

        Assert.Equal(VerdictKind.Invalid, (await lab.VerifyAsync()).Kind);
    }

    [Fact]
    public async Task Repacked_as_it_was_it_is_as_good()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();

        Assert.Equal(VerdictKind.Trusted, (await lab.VerifyAsync(await lab.RepackAsync())).Kind);
    }

    [Fact]
    public async Task Without_the_bundle_s_signature_it_is_unsigned()
    {
        using var lab = await BundleLab.OpenAsync();
        var created = await lab.CreateAsync();

        var verdict = await lab.VerifyAsync(await lab.RepackAsync(without: m => m.Digest == created.Signature!.Digest));

        Assert.Equal(VerdictKind.Unsigned, verdict.Kind);
        Assert.Null(verdict.Graph);
    }

    [Theory]
    [InlineData("index", false)]
    [InlineData("sbom", false)]
    [InlineData("review", false)]
    [InlineData("review", true)]
    [InlineData("index", true)]
    public async Task With_a_signature_or_what_it_signs_removed_it_is_invalid(string part, bool withPart)
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        var signature = await lab.Source.Repository.ListReferrersAsync(lab.Source[part].Digest, cancellationToken: Token)
            .FirstAsync(r => r.ArtifactType == NotaryMediaTypes.Signature, Token);

        var verdict = await lab.VerifyAsync(await lab.RepackAsync(
            without: m => m.Digest == signature.Digest || (withPart && m.Digest == lab.Source[part].Digest)));

        Assert.Equal(VerdictKind.Invalid, verdict.Kind);
        Assert.Matches("the file is not what its signer made: sha256:[0-9a-f]+, [0-9]+ bytes, is missing", verdict.Summary);
        Assert.Null(verdict.Graph);
    }

    [Theory]
    [InlineData("signature of the index by a stranger")]
    [InlineData("signature of the index by the carrier")]
    [InlineData("report")]
    [InlineData("unrelated artifact")]
    [InlineData("signature of the bundle by a stranger")]
    [InlineData("signature of the bundle by the carrier")]
    [InlineData("second bundle manifest")]
    [InlineData("tag")]
    public async Task A12_with_anything_added_it_is_invalid(string what)
    {
        using var lab = await BundleLab.OpenAsync();
        var created = await lab.CreateAsync();
        var signer = what.EndsWith("carrier", StringComparison.Ordinal) ? lab.Carrier : lab.Destination.Stranger;
        var path = await lab.RepackAsync(
            add: async copy => what switch
            {
                "report" => [Artifact(copy, "application/spdx+json", lab.Source.Index.Bare())],
                "unrelated artifact" => [Artifact(copy, "application/vnd.example", null)],
                "second bundle manifest" => [Artifact(copy, BundleMediaTypes.Bundle, null)],
                "tag" => [],
                _ => [await SignAsync(copy, signer, what.Contains("index", StringComparison.Ordinal) ? lab.Source.Index.Bare() : created.Bundle!)],
            },
            tag: what == "tag" ? "v9" : "latest");

        var verdict = await lab.VerifyAsync(path);

        Assert.Equal(VerdictKind.Invalid, verdict.Kind);
        Assert.Contains(
            what switch
            {
                "tag" => "its tags are not the one that its statement names",
                "second bundle manifest" => "2 bundle manifests",
                _ when what.StartsWith("signature of the bundle", StringComparison.Ordinal) => "other than one signature refers to the bundle",
                _ => "is in it, which its statement does not list",
            },
            verdict.Summary,
            StringComparison.Ordinal);
        Assert.Null(verdict.Graph);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("hard link")]
    [InlineData("climbing name")]
    [InlineData("absolute name")]
    [InlineData("twice")]
    [InlineData("device")]
    [InlineData("other file")]
    [InlineData("upper-case digest")]
    [InlineData("no archive")]
    [InlineData("compressed")]
    public async Task H4_hostile_archives_are_invalid(string what)
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        var path = lab.PathOf("hostile.tar");
        if (what == "no archive")
        {
            await File.WriteAllTextAsync(path, "hello", Token);
        }
        else if (what == "compressed")
        {
            await using var file = File.Create(path);
            await using var gzip = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionLevel.Fastest);
            await gzip.WriteAsync(await File.ReadAllBytesAsync(lab.Bundle, Token), Token);
        }
        else
        {
            await RewriteAsync(lab.Bundle, path, what);
        }

        var verdict = await lab.VerifyAsync(path);

        Assert.Equal(VerdictKind.Invalid, verdict.Kind);
        Assert.Empty(Directory.GetFileSystemEntries(lab.Folder).Except([lab.Bundle, path]));
    }

    /// <summary>A size of eight exabytes in the first header, with a checksum that is right.</summary>
    [Fact]
    public async Task A4_a_size_beyond_the_file_is_invalid()
    {
        using var lab = await BundleLab.OpenAsync();
        await lab.CreateAsync();
        var bytes = await File.ReadAllBytesAsync(lab.Bundle, Token);
        var header = bytes.AsSpan(1024, 512); // The first blob.
        header[124] = 0x80;
        header.Slice(125, 3).Clear();
        header[128] = 0x7f;
        header.Slice(129, 7).Fill(0xff);
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in header)
        {
            sum += b;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        await File.WriteAllBytesAsync(lab.Bundle, bytes, Token);

        Assert.Equal(VerdictKind.Invalid, (await lab.VerifyAsync()).Kind);
    }

    /// <summary>The signer of bundles themselves lies: what they list must still be what is there.</summary>
    [Theory]
    [InlineData("size")]
    [InlineData("content missing")]
    [InlineData("content surplus")]
    [InlineData("root")]
    [InlineData("policy")]
    [InlineData("certificate")]
    [InlineData("unknown member")]
    public async Task Each_thing_a_signed_statement_lists_is_checked(string lie)
    {
        using var lab = await BundleLab.OpenAsync();
        var created = await lab.CreateAsync();
        var path = await ResignAsync(lab, created, statement => lie switch
        {
            "size" => statement with { Content = [.. statement.Content.Select(c => c.Digest == lab.Source.Sbom.Digest ? c with { Size = c.Size + 1 } : c)] },
            "content missing" => statement with { Content = [.. statement.Content.Where(c => c.Digest != lab.Source.Review.Digest)] },
            "content surplus" => statement with { Content = [.. statement.Content, Descriptor.Of("text/plain", "nowhere"u8)] },
            "root" => statement with { Root = lab.Source.First.Bare() },
            "policy" => statement with { Policy = statement.Policy with { Digest = Digest.Sha256("other"u8) } },
            "certificate" => statement with { Certificates = [] },
            _ => statement,
        }, lie == "unknown member" ? json => json.Replace("\"repository\"", "\"extra\": 1, \"repository\"", StringComparison.Ordinal) : null);

        var verdict = await lab.VerifyAsync(path);

        Assert.Equal(VerdictKind.Invalid, verdict.Kind);
    }

    [Fact]
    public async Task A_statement_that_is_signed_anew_as_it_was_is_as_good()
    {
        using var lab = await BundleLab.OpenAsync();

        Assert.Equal(VerdictKind.Trusted, (await lab.VerifyAsync(await ResignAsync(lab, await lab.CreateAsync(), s => s, null))).Kind);
    }

    [Fact]
    public async Task What_a_signed_statement_lists_and_the_graph_does_not_lead_to_is_invalid()
    {
        using var lab = await BundleLab.OpenAsync();
        var stowaway = new MemoryRepository().AddArtifact("stowaway");
        var path = await ResignAsync(
            lab,
            await lab.CreateAsync(),
            statement => statement with { Content = [.. statement.Content, stowaway] },
            null,
            copy => copy.AddArtifact("stowaway"));

        var verdict = await lab.VerifyAsync(path);

        Assert.Equal(VerdictKind.Invalid, verdict.Kind);
        Assert.Contains($"{stowaway.Digest} is listed and does not belong to it", verdict.Summary, StringComparison.Ordinal);
    }

    /// <summary>The bundle with another statement, signed by the same signer.</summary>
    private static Task<string> ResignAsync(
        BundleLab lab,
        BundleCreation created,
        Func<BundleStatement, BundleStatement> change,
        Func<string, string>? edit,
        Func<MemoryRepository, Descriptor>? extra = null) =>
        lab.RepackAsync(
            without: m => m.Digest == created.Bundle!.Digest || m.Digest == created.Signature!.Digest,
            add: async copy =>
            {
                var old = await copy.FetchManifestAsync(created.Bundle!, Token);
                var json = Encoding.UTF8.GetString(BundleStatementWriter.Write(change(created.Statement!)));
                var layer = copy.AddBlob(BundleMediaTypes.Statement, Encoding.UTF8.GetBytes(edit?.Invoke(json) ?? json));
                var bundle = copy.AddManifest(ManifestWriter.WriteImageManifest(
                    Descriptor.EmptyJson,
                    [.. old.Layers.Select(l => l.MediaType == BundleMediaTypes.Statement ? layer : l)],
                    BundleMediaTypes.Bundle,
                    annotations: old.Annotations));
                Descriptor[] added = extra is null ? [] : [extra(copy)];
                return [.. added, bundle, await SignAsync(copy, lab.Carrier, bundle)];
            });

    private static Descriptor Artifact(MemoryRepository copy, string type, Descriptor? subject) => copy.AddManifest(
        ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [], type, subject, new Dictionary<string, string> { ["name"] = "added" }));

    private static async Task<Descriptor> SignAsync(MemoryRepository copy, LabChain signer, Descriptor artifact)
    {
        using var provider = signer.CreateProvider();
        var envelope = await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Jws,
            new EnvelopeRequest
            {
                Payload = TargetArtifact.Write(NotaryMediaTypes.Jws, artifact.Bare(), new Dictionary<string, string>()),
                SigningTime = VerificationLab.Now.AddHours(-1),
            },
            provider,
            Token);
        return copy.AddManifest(ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson,
            [copy.AddBlob(NotaryMediaTypes.Jws, envelope)],
            NotaryMediaTypes.Signature,
            artifact.Bare(),
            VerificationLab.Annotations(signer)));
    }

    private static async Task RewriteAsync(string from, string to, string what)
    {
        await using var source = File.OpenRead(from);
        await using var target = File.Create(to);
        await using var reader = new TarReader(source);
        await using var writer = new TarWriter(target, TarEntryFormat.Ustar);
        await writer.WriteEntryAsync(
            what switch
            {
                "link" => new UstarTarEntry(TarEntryType.SymbolicLink, "blobs/sha256/link") { LinkName = "/etc/passwd" },
                "hard link" => new UstarTarEntry(TarEntryType.HardLink, "blobs/sha256/hard") { LinkName = "oci-layout" },
                "device" => new UstarTarEntry(TarEntryType.CharacterDevice, "blobs/device"),
                _ => new UstarTarEntry(TarEntryType.RegularFile, what switch
                {
                    "climbing name" => "../outside",
                    "absolute name" => "/tmp/outside",
                    "twice" => "oci-layout",
                    "upper-case digest" => $"blobs/sha256/{new string('A', 64)}",
                    _ => "README",
                })
                { DataStream = new MemoryStream("""{"imageLayoutVersion":"1.0.0"}"""u8.ToArray()) },
            },
            Token);
        while (await reader.GetNextEntryAsync(copyData: true, Token) is { } entry)
        {
            await writer.WriteEntryAsync(entry, Token);
        }
    }
}
