using System.Formats.Cbor;
using System.Text;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>C2: COSE envelopes whose signature is right and whose form is not.</summary>
public sealed class CoseAttackTests
{
    private const string Cose = NotaryMediaTypes.Cose;

    [Fact]
    public void The_lab_makes_valid_envelopes()
    {
        EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(EnvelopeLab.CoseHeader()));
        EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(EnvelopeLab.CoseHeader("notary.x509.signingAuthority")));
    }

    [Fact]
    public void C2_Untagged_or_with_another_tag()
    {
        var envelope = EnvelopeLab.Cose(EnvelopeLab.CoseHeader());
        EnvelopeLab.AssertRefused(Cose, envelope[1..], "cose-untagged");
        EnvelopeLab.AssertRefused(Cose, [0xD1, .. envelope[1..]], "cose-untagged");
        EnvelopeLab.AssertRefused(Cose, [0xD8, 0x62, .. envelope[1..]], "cose-untagged");
        EnvelopeLab.AssertRefused(Cose, [0xD8, 0x12, .. envelope[1..]], "cose-cbor");
        EnvelopeLab.AssertRefused(Cose, [0xD9, 0xD9, 0xF7, .. envelope], "cose-untagged");
        EnvelopeLab.AssertRefused(Cose, [0xD2, .. envelope], "cose-cbor");
    }

    [Fact]
    public void C2_Array_of_another_length_and_bytes_after_the_end()
    {
        var envelope = EnvelopeLab.Cose(EnvelopeLab.CoseHeader());
        EnvelopeLab.AssertRefused(Cose, [.. envelope, 0], "cose-cbor");
        EnvelopeLab.AssertRefused(Cose, [0xD2, 0x83, .. envelope[2..]], "cose-structure");
        EnvelopeLab.AssertRefused(Cose, [0xD2, 0x85, .. envelope[2..], 0xF6], "cose-structure");
        EnvelopeLab.AssertRefused(Cose, envelope[..^1], "cose-cbor");
    }

    [Fact]
    public void C2_Indefinite_lengths_anywhere()
    {
        var envelope = EnvelopeLab.Cose(EnvelopeLab.CoseHeader());
        EnvelopeLab.AssertRefused(Cose, [0xD2, 0x9F, .. envelope[2..], 0xFF], "cose-cbor");

        var signed = EnvelopeLab.Map(EnvelopeLab.CoseHeader());
        var unsigned = EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader());
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose([0xBF, .. signed[1..], 0xFF], unsigned), "cose-cbor");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(signed, [0xBF, .. unsigned[1..], 0xFF]), "cose-cbor");
        EnvelopeLab.AssertRefused(
            Cose, EnvelopeLab.Cose(With(3, w => w.WriteEncodedValue([0x7F, 0x63, .. "a/b"u8, 0xFF]))), "cose-cbor");
    }

    [Fact]
    public void C2_Lengths_and_numbers_not_in_their_shortest_form()
    {
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(With(1, w => w.WriteEncodedValue([0x38, 0x06]))), "cose-cbor");
        var signed = EnvelopeLab.Map(EnvelopeLab.CoseHeader());
        var unsigned = EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader());
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose([0xB8, 0x05, .. signed[1..]], unsigned), "cose-cbor");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(signed, [0xB9, 0x00, 0x02, .. unsigned[1..]]), "cose-cbor");
    }

    [Fact]
    public void C2_Keys_in_another_order_are_taken()
    {
        var header = EnvelopeLab.CoseHeader();
        header.Reverse();
        EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(header));
    }

    [Fact]
    public void C2_Label_that_occurs_twice()
    {
        var labels = EnvelopeLab.CoseHeader();
        foreach (var entry in labels)
        {
            EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose([.. labels, entry]), "cose-cbor");
        }

        var unsigned = EnvelopeLab.UnprotectedHeader();
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(labels, [.. unsigned, unsigned[0]]), "cose-cbor");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(labels, [.. unsigned, labels[0]]), "cose-label-twice");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(labels, [.. unsigned, (EnvelopeLab.Time, w => w.WriteInt32(1))]), "cose-label-twice");
        EnvelopeLab.AssertRefused(
            Cose,
            EnvelopeLab.Cose([.. labels, ("nested", w => w.WriteEncodedValue([0xA2, 0x01, 0x00, 0x01, 0x00]))]),
            "cose-cbor");
    }

    /// <summary>The text "1" is not the label 1, nor the other way round.</summary>
    [Fact]
    public void C2_Text_in_place_of_a_number_and_number_in_place_of_text()
    {
        foreach (var (label, rule) in ((int, string)[])[(1, "algorithm-unsupported"), (2, "crit-missing"), (3, "content-type-missing")])
        {
            var header = EnvelopeLab.CoseHeader();
            header[label - 1] = ($"{label}", header[label - 1].Value);
            EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(header), rule);
        }

        // crit names the text "100", the header has the number.
        var mixed = With(2, w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, "100"));
        mixed.Add((100, w => w.WriteInt32(0)));
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(mixed), "crit-not-present");
        EnvelopeLab.AssertRefused(
            Cose, EnvelopeLab.Cose(EnvelopeLab.CoseHeader(), [("33", w => EnvelopeLab.WriteChain(w, EnvelopeLab.Signer.Certificates))]), "certificate-chain-missing");
    }

    [Fact]
    public void C2_Unknown_critical_attribute()
    {
        foreach (object label in (object[])["com.example.policy", 100, -1, 4])
        {
            var header = With(2, w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, label));
            header.Add((label, w => w.WriteByteString([1])));
            EnvelopeLab.AssertRefused(
                Cose, EnvelopeLab.Cose(header), "critical-attribute-unknown", EnvelopeFaultKind.UnknownCriticalAttribute);
            EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose([.. EnvelopeLab.CoseHeader(), header[^1]]));

            header = With(2, w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, label, EnvelopeLab.Plugin));
            header.Add((label, w => w.WriteByteString([1])));
            header.Add((EnvelopeLab.Plugin, w => w.WriteTextString("example")));
            var content = EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(header));
            Assert.True(content.ExtendedAttributes.Single(a => a.Key == $"{label}").IsCritical);
            Assert.Equal(label is int, content.ExtendedAttributes.Single(a => a.Key == $"{label}").IsIntegerLabel);
        }
    }

    public static TheoryData<string, Action<CborWriter>> BadCritical() => new()
    {
        { "crit-malformed", w => EnvelopeLab.WriteLabels(w) },
        { "crit-malformed", w => w.WriteTextString(EnvelopeLab.Scheme) },
        { "crit-malformed", w => w.WriteEncodedValue([0x81, 0xF5]) },
        { "crit-malformed", w => w.WriteEncodedValue([0x81, 0x41, 0x01]) },
        { "crit-missing", w => EnvelopeLab.WriteLabels(w, 1) },
        { "crit-duplicate", w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, EnvelopeLab.Scheme) },
        { "crit-not-present", w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, "missing") },
        { "crit-not-present", w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, 99) },
        { "crit-not-present", w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, EnvelopeLab.Expiry) },
        { "crit-not-present", w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Scheme, 33) },
    };

    [Theory]
    [MemberData(nameof(BadCritical), DisableDiscoveryEnumeration = true)]
    public void C2_Crit_that_breaks_a_rule(string rule, Action<CborWriter> crit) =>
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(With(2, crit)), rule);

    [Fact]
    public void C2_Crit_may_name_what_every_verifier_knows_as_in_notation() =>
        EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(With(2, w => EnvelopeLab.WriteLabels(w, 1, 3, EnvelopeLab.Time, EnvelopeLab.Scheme))));

    [Fact]
    public void C2_Crit_in_the_unprotected_header_or_absent()
    {
        var header = EnvelopeLab.CoseHeader();
        var critical = header[1];
        header.RemoveAt(1);
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(header), "crit-missing");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(header, [.. EnvelopeLab.UnprotectedHeader(), critical]), "cose-crit-unprotected");
    }

    [Fact]
    public void C2_Expiry_must_be_critical()
    {
        List<(object, Action<CborWriter>)> header =
            [.. EnvelopeLab.CoseHeader(), (EnvelopeLab.Expiry, w => EnvelopeLab.WriteTime(w, 4_000_000_000))];
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(header), "crit-missing");
        header[1] = (2, w => EnvelopeLab.WriteLabels(w, EnvelopeLab.Expiry, EnvelopeLab.Scheme));
        EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(header));
    }

    public static TheoryData<string, object, byte[]> BadValues() => new()
    {
        { "algorithm-unsupported", 1, [0x65, .. "ES256"u8] },
        { "algorithm-unsupported", 1, [0x05] },
        { "algorithm-unsupported", 1, [0x00] },
        { "algorithm-unsupported", 1, [0x39, 0x01, 0x00] },
        { "algorithm-unsupported", 1, [0xF6] },
        { "cose-cbor", 1, [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "content-type-malformed", 3, [0x00] },
        { "content-type-malformed", 3, [0x60] },
        { "content-type-malformed", 3, [0x64, .. "text"u8] },
        { "content-type-malformed", 3, [0x64, .. " a/b"u8] },
        { "content-type-malformed", 3, [0x64, .. "a/b "u8] },
        { "content-type-malformed", 3, [0x65, .. "a/b/c"u8] },
        { "scheme-unknown", EnvelopeLab.Scheme, [0x01] },
        { "scheme-unknown", EnvelopeLab.Scheme, [0x4B, .. "notary.x509"u8] },
        { "scheme-unknown", EnvelopeLab.Scheme, [0x61, 0x78] },
        { "cose-cbor", EnvelopeLab.Scheme, [0x62, 0xC3, 0x28] },
        { "time-malformed", EnvelopeLab.Time, [0x1A, 0x69, 0x7D, 0x44, 0x80] },
        { "time-malformed", EnvelopeLab.Time, [0xC0, 0x74, .. "2026-01-31T00:00:00Z"u8] },
        { "time-malformed", EnvelopeLab.Time, [0xC2, 0x41, 0x01] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0xC1, 0x01] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0x61, 0x31] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0xFB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0xFB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0xF9, 0x7E, 0x00] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0x1B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "time-malformed", EnvelopeLab.Time, [0xC1, 0x3B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "cose-cbor", EnvelopeLab.Time, [0xC1, 0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
        { "cose-header-type", 4, [0x61, 0x78] },
        { "cose-header-type", 5, [0x01] },
        { "cose-header-type", 6, [0x01] },
    };

    [Theory]
    [MemberData(nameof(BadValues), DisableDiscoveryEnumeration = true)]
    public void C2_Header_of_the_wrong_type(string rule, object label, byte[] value) =>
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(With(label, w => w.WriteEncodedValue(value))), rule);

    [Fact]
    public void A_time_of_whole_seconds_may_be_a_floating_point_number()
    {
        byte[] value = [0xC1, 0xFB, .. BitConverter.GetBytes((double)EnvelopeLab.SigningTime.ToUnixTimeSeconds()).Reverse()];
        var content = EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(With(EnvelopeLab.Time, w => w.WriteEncodedValue(value))));
        Assert.Equal(EnvelopeLab.SigningTime, content.SigningTime);
    }

    [Fact]
    public void C2_Both_ways_to_state_an_initialization_vector()
    {
        EnvelopeLab.AssertRefused(
            Cose,
            EnvelopeLab.Cose(
                [.. EnvelopeLab.CoseHeader(), (5, w => w.WriteByteString([1]))],
                [.. EnvelopeLab.UnprotectedHeader(), (6, w => w.WriteByteString([1]))]),
            "cose-iv");
    }

    [Fact]
    public void C2_Algorithm_of_another_key()
    {
        foreach (var id in (int[])[-35, -36, -37])
        {
            EnvelopeLab.AssertRefused(
                Cose, EnvelopeLab.Cose(With(1, w => w.WriteInt32(id))), "algorithm-mismatch", EnvelopeFaultKind.SignatureMismatch);
        }
    }

    [Fact]
    public void C2_Algorithm_in_the_unprotected_header_only()
    {
        var header = EnvelopeLab.CoseHeader();
        var algorithm = header[0];
        header.RemoveAt(0);
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(header, [.. EnvelopeLab.UnprotectedHeader(), algorithm]), "algorithm-unsupported");
    }

    public static TheoryData<string, byte[]> BadChains() => new()
    {
        { "certificate-chain-type", [0x43, 1, 2, 3] },
        { "certificate-chain-type", [0x81, 0x61, 0x61] },
        { "certificate-chain-type", [0xF6] },
        { "certificate-chain-missing", [0x80] },
        { "certificate-malformed", [0x81, 0x43, 1, 2, 3] },
        { "certificate-malformed", [0x81, 0x40] },
        { "certificate-chain-length", [0x91, .. Enumerable.Repeat((byte)0x40, 17)] },
        { "cose-cbor", [0xC1, 0x80] },
        { "cose-cbor", [0x81, 0x5F, 0x41, 0x01, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(BadChains), DisableDiscoveryEnumeration = true)]
    public void C2_Certificate_chain_of_the_wrong_type(string rule, byte[] x5chain) =>
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(EnvelopeLab.CoseHeader(), [(33, w => w.WriteEncodedValue(x5chain))]), rule);

    [Fact]
    public void The_chain_may_be_signed()
    {
        List<(object, Action<CborWriter>)> header = [.. EnvelopeLab.CoseHeader(), EnvelopeLab.UnprotectedHeader()[0]];
        Assert.Equal(3, EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(header, [])).CertificateChain.Count);
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(header), "cose-label-twice");
    }

    [Fact]
    public void C2_Payload_or_signature_that_is_not_there()
    {
        var signed = EnvelopeLab.Map(EnvelopeLab.CoseHeader());
        var unsigned = EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader());
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(signed, unsigned, payload: ""), "payload-empty");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose(signed, unsigned, sign: _ => []), "signature-empty");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose([], unsigned), "cose-protected-empty");
        EnvelopeLab.AssertRefused(Cose, EnvelopeLab.Cose([.. signed, 0], unsigned), "cose-cbor");

        var payload = Encoding.UTF8.GetBytes(EnvelopeLab.Payload);
        var envelope = EnvelopeLab.Cose(signed, unsigned);
        var at = envelope.AsSpan().IndexOf(payload);
        EnvelopeLab.AssertRefused(Cose, [.. envelope[..(at - 2)], 0xF6, .. envelope[(at + payload.Length)..]], "cose-payload-detached");
    }

    [Fact]
    public void Unsigned_attributes_of_the_wrong_type_count_as_absent()
    {
        var content = EnvelopeLab.AssertValid(Cose, EnvelopeLab.Cose(EnvelopeLab.CoseHeader(),
        [
            EnvelopeLab.UnprotectedHeader()[0], (EnvelopeLab.Agent, w => w.WriteInt32(1)), (EnvelopeLab.Timestamp, w => w.WriteTextString("x")),
        ]));
        Assert.Null(content.SigningAgent);
        Assert.Null(content.TimestampToken);
    }

    /// <summary>The header that holds, with one value replaced or added.</summary>
    private static List<(object Label, Action<CborWriter> Value)> With(object label, Action<CborWriter> value)
    {
        var header = EnvelopeLab.CoseHeader();
        var at = header.FindIndex(entry => entry.Label.Equals(label));
        if (at < 0)
        {
            header.Add((label, value));
        }
        else
        {
            header[at] = (label, value);
        }

        return header;
    }
}
