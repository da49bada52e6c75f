using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Notation.Pkcs11.Addresses;
using Signet.Plugins;

namespace Notation.Pkcs11.Tests.Addresses;

public sealed class KeyAddressParserTests
{
    [Fact]
    public void Every_attribute_of_the_RFC_is_read()
    {
        var address = KeyAddressParser.Parse(
            "pkcs11:token=My%20Token;manufacturer=Ma;serial=01ab;model=Mo;library-manufacturer=LM;library-description=LD;"
            + "library-version=2.40;slot-id=327;slot-description=SD;slot-manufacturer=SM;object=a%3Bb;id=%01%ffz;type=private"
            + "?module-path=/usr/lib/x.so&pin-source=file:/run/pin%2520file");
        Assert.Equal("My Token", Text(address.Token));
        Assert.Equal("Ma", Text(address.Manufacturer));
        Assert.Equal("01ab", Text(address.Serial));
        Assert.Equal("Mo", Text(address.Model));
        Assert.Equal("LM", Text(address.LibraryManufacturer));
        Assert.Equal("LD", Text(address.LibraryDescription));
        Assert.Equal(((byte)2, (byte)40), address.LibraryVersion);
        Assert.Equal(327u, address.SlotId);
        Assert.Equal("SD", Text(address.SlotDescription));
        Assert.Equal("SM", Text(address.SlotManufacturer));
        Assert.Equal("a;b", Text(address.Object));
        Assert.Equal([0x01, 0xFF, (byte)'z'], address.Id);
        Assert.Equal("/usr/lib/x.so", address.ModulePath);
        Assert.Equal("/run/pin file", address.PinFile);
    }

    private static string? Text(byte[]? value) => value is null ? null : Encoding.Latin1.GetString(value);

    [Theory]
    [InlineData("pkcs11:")]
    [InlineData("pkcs11:object=")]
    [InlineData("pkcs11:object=:[]@!$'()*+,=&")]
    [InlineData("pkcs11:object=k?")]
    [InlineData("pkcs11:object=k?module-name=softhsm2")]
    [InlineData("pkcs11:?module-path=/a/b:c,d.so")]
    [InlineData("pkcs11:library-version=3")]
    [InlineData("PKCS11:object=%e2%82%ac")]
    public void What_the_RFC_allows_is_taken(string keyId) => Assert.NotNull(KeyAddressParser.Parse(keyId));

    [Theory]
    [InlineData("")]
    [InlineData("object=k", "pkcs11:")]
    [InlineData("https://example.com/keys/k", "pkcs11:")]
    [InlineData(" pkcs11:object=k", "pkcs11:")]
    [InlineData("pkcs11:object", "name=value")]
    [InlineData("pkcs11:=k", "name=value")]
    [InlineData("pkcs11:object=k;", "name=value")]
    [InlineData("pkcs11:;object=k", "name=value")]
    [InlineData("pkcs11:object=k;object=k", "twice")]
    [InlineData("pkcs11:object=k?pin-source=/a&pin-source=/b", "twice")]
    [InlineData("pkcs11:objekt=k", "unknown attribute \"objekt\"")]
    [InlineData("pkcs11:Object=k", "unknown attribute")]
    [InlineData("pkcs11:x-vendor=k", "unknown attribute")]
    [InlineData("pkcs11:object=k?x-vendor=k", "unknown query attribute")]
    [InlineData("pkcs11:object=k?pin-sorce=/a", "unknown query attribute")]
    [InlineData("pkcs11:object=k;pin-value=1", "belongs after")]
    [InlineData("pkcs11:object=k;module-path=%2Fx", "belongs after")]
    [InlineData("pkcs11:object=k?pin-value=1", "history")]
    [InlineData("pkcs11:object=k?pin-source=%7Ccat%20/x", "command")]
    [InlineData("pkcs11:object=k?pin-source=|cat", "command")]
    [InlineData("pkcs11:object=k?pin-source=file:pin", "full path")]
    [InlineData("pkcs11:object=k?pin-source=file://host.example.com/pin", "full path")]
    [InlineData("pkcs11:object=k?pin-source=", "empty")]
    [InlineData("pkcs11:object=k?pin-source=/a%00b", "zero byte")]
    [InlineData("pkcs11:object=k?module-path=%ff", "UTF-8")]
    [InlineData("pkcs11:object=k?module-path=/a&module-name=a", "keep one")]
    [InlineData("pkcs11:object=a b", "percent-encoded")]
    [InlineData("pkcs11:object=a/b", "percent-encoded")]
    [InlineData("pkcs11:object=a#b", "percent-encoded")]
    [InlineData("pkcs11:object=é", "percent-encoded")]
    [InlineData("pkcs11:object=\u001b[2J", "percent-encoded")]
    [InlineData("pkcs11:object=%", "hexadecimal")]
    [InlineData("pkcs11:object=%4", "hexadecimal")]
    [InlineData("pkcs11:object=%zz", "hexadecimal")]
    [InlineData("pkcs11:object=%+1", "hexadecimal")]
    [InlineData("pkcs11:slot-id=", "slot-id")]
    [InlineData("pkcs11:slot-id=-1", "slot-id")]
    [InlineData("pkcs11:slot-id=0x1", "slot-id")]
    [InlineData("pkcs11:slot-id=4294967296", "slot-id")]
    [InlineData("pkcs11:slot-id=99999999999999999999999999", "slot-id")]
    [InlineData("pkcs11:library-version=1.2.3", "library-version")]
    [InlineData("pkcs11:library-version=256", "library-version")]
    [InlineData("pkcs11:library-version=.", "library-version")]
    [InlineData("pkcs11:type=public", "private")]
    [InlineData("pkcs11:type=cert", "private")]
    public void What_cannot_be_meant_is_refused(string keyId, string words = "pkcs11:")
    {
        var fault = Assert.Throws<PluginException>(() => KeyAddressParser.Parse(keyId));
        Assert.Equal(PluginErrorCode.Validation, fault.Code);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(fault.Message, c => char.IsControl(c));
    }

    [Theory]
    [InlineData("pkcs11:object=k?pin-value=secret-8261")]
    [InlineData("pkcs11:object=k?pin-value=secret-8261%")]
    [InlineData("pkcs11:object=k?pin-value=secret-8261&pin-value=secret-8261")]
    [InlineData("pkcs11:object=k?pin-value=secret-8261 ")]
    [InlineData("pkcs11:object=k;pin-value=secret-8261")]
    public void H6_no_fault_repeats_a_PIN(string keyId) => Assert.DoesNotContain(
        "8261", Assert.Throws<PluginException>(() => KeyAddressParser.Parse(keyId)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_id_that_is_too_long_is_refused() => Assert.Throws<PluginException>(
        () => KeyAddressParser.Parse("pkcs11:object=" + new string('a', Pkcs11Limits.KeyIdCharacters)));

    [Fact]
    public void What_is_listed_can_be_pasted() => Prop.ForAll<byte[]>(label =>
    {
        label = label.Length > 256 ? label[..256] : label;
        return KeyAddressParser.Parse($"pkcs11:object={Escaped.Attribute(label)}").Object!.AsSpan().SequenceEqual(label);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Anything_else_gives_a_key_or_a_clear_error() => Prop.ForAll<string>(text =>
    {
        foreach (var keyId in new[] { text ?? "", "pkcs11:" + text, "pkcs11:object=" + text, "pkcs11:?" + text, "pkcs11:?pin-source=" + text })
        {
            try
            {
                _ = KeyAddressParser.Parse(keyId);
            }
            catch (PluginException e)
            {
                Assert.Equal(PluginErrorCode.Validation, e.Code);
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();
}
