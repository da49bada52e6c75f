using Signet.Signatures.Cbor;

namespace Signet.Signatures.Tests.Cbor;

public sealed class CborReaderTests
{
    [Theory]
    [InlineData("9F01FF", "indefinite")]
    [InlineData("BF0102FF", "indefinite")]
    [InlineData("5F4101FF", "indefinite")]
    [InlineData("7F6161FF", "indefinite")]
    [InlineData("FF", "indefinite")]
    [InlineData("1817", "shortest")]
    [InlineData("190017", "shortest")]
    [InlineData("1A0000FFFF", "shortest")]
    [InlineData("1B00000000FFFFFFFF", "shortest")]
    [InlineData("5801AA", "shortest")]
    [InlineData("F814", "shortest")]
    [InlineData("1C", "reserved")]
    [InlineData("FE", "reserved")]
    [InlineData("A2010001F5", "twice")]
    [InlineData("A261610061610 0", "twice")]
    [InlineData("A1A0A200000000", "neither")]
    [InlineData("A1F500", "neither")]
    [InlineData("62C328", "UTF-8")]
    [InlineData("61", "are left")]
    [InlineData("5BFFFFFFFFFFFFFFFF", "are left")]
    [InlineData("9A7FFFFFFF00", "more than 1024")]
    [InlineData("9903E801", "too short")]
    [InlineData("B9020001", "too short")]
    [InlineData("F90 0", "are left")]
    [InlineData("", "ends")]
    public void Refuses(string hex, string why)
    {
        var data = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var fault = Assert.Throws<CborFormatException>(() =>
        {
            var reader = new CborReader(data);
            reader.ReadItem(allowTags: true);
        });
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_tags_where_none_may_stand()
    {
        Assert.Throws<CborFormatException>(() => new CborReader([0xC1, 0x00]).ReadItem(allowTags: false));
        Assert.Throws<CborFormatException>(() => new CborReader([0x81, 0xC1, 0x00]).ReadItem(allowTags: false));
    }

    [Theory]
    [InlineData(SignatureLimits.CborDepth, true)]
    [InlineData(SignatureLimits.CborDepth + 1, false)]
    [InlineData(100_000, false)]
    public void Bounds_the_depth(int depth, bool taken)
    {
        var data = new byte[depth];
        data.AsSpan().Fill(0x81);
        data[^1] = 0x00;
        if (taken)
        {
            var reader = new CborReader(data);
            reader.ReadItem(allowTags: true);
            Assert.True(reader.AtEnd);
        }
        else
        {
            Assert.Throws<CborFormatException>(() => new CborReader(data).ReadItem(allowTags: true));
        }
    }

    [Fact]
    public void Every_read_of_the_wrong_kind_is_a_fault()
    {
        byte[][] items = [[0x00], [0x40], [0x60], [0x80], [0xA0], [0xC0, 0x00], [0xF5], [0xF6], [0xF9, 0, 0], [0xE0]];
        Action<byte[]>[] reads =
        [
            d => new CborReader(d).ReadInteger(), d => new CborReader(d).ReadByteString(), d => new CborReader(d).ReadTextString(),
            d => new CborReader(d).ReadArrayHead(), d => new CborReader(d).ReadMapHead(), d => new CborReader(d).ReadTag(),
            d => new CborReader(d).ReadBoolean(), d => new CborReader(d).ReadNull(), d => new CborReader(d).ReadFloat(),
        ];
        for (var read = 0; read < reads.Length; read++)
        {
            for (var item = 0; item < items.Length; item++)
            {
                var fault = Record.Exception(() => reads[read](items[item]));
                Assert.True(read == item ? fault is null : fault is CborFormatException, $"read {read} of item {item}: {fault}");
            }
        }
    }

    [Fact]
    public void Writer_refuses_two_equal_keys()
    {
        KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> entry = new(new byte[] { 1 }, new byte[] { 2 });
        Assert.Throws<ArgumentException>(() => new CborWriter().WriteMap([entry, entry]));
    }
}
