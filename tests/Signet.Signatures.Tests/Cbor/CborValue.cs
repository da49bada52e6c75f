using FsCheck;
using FsCheck.Fluent;
using Signet.Signatures.Cbor;
using Oracle = System.Formats.Cbor;

namespace Signet.Signatures.Tests.Cbor;

/// <summary>A CBOR item as data, written and read by our codec and by the oracle.</summary>
public abstract record CborValue
{
    public sealed record Number(long Value) : CborValue;

    public sealed record Bytes(string Hex) : CborValue;

    public sealed record Text(string Value) : CborValue;

    public sealed record Truth(bool Value) : CborValue;

    public sealed record Nil : CborValue;

    public sealed record Real(double Value) : CborValue;

    /// <summary>Simple values and integers beyond 64 signed bits, which our codec passes on unread.</summary>
    public sealed record Opaque(string Hex) : CborValue;

    public sealed record Tagged(ulong Tag, CborValue Content) : CborValue;

    public sealed record List(IReadOnlyList<CborValue> Items) : CborValue
    {
        public bool Equals(List? other) => other is not null && Items.SequenceEqual(other.Items);

        public override int GetHashCode() => Items.Count;
    }

    public sealed record Map(IReadOnlyList<(CborValue Key, CborValue Value)> Entries) : CborValue
    {
        public bool Equals(Map? other) => other is not null && Entries.SequenceEqual(other.Entries);

        public override int GetHashCode() => Entries.Count;
    }

    /// <summary>Values of every kind; <paramref name="withTags"/> adds tags and leaves out doubles.</summary>
    public static Gen<CborValue> Generator(bool withTags) => Gen.Sized(size => Tree(Math.Min(size, 5), withTags));

    private static Gen<CborValue> Tree(int depth, bool withTags)
    {
        var leaf = Gen.OneOf(
            Key(),
            Gen.Elements<CborValue>(new Truth(true), new Truth(false), new Nil()),
            withTags ? Key() : ArbMap.Default.GeneratorFor<double>().Select(d => (CborValue)new Real(d)));
        if (depth == 0)
        {
            return leaf;
        }

        var inner = Tree(depth - 1, withTags);
        var list = inner.ListOf().Select(items => (CborValue)new List([.. items.Take(40)]));
        var map = Key().Zip(inner).ListOf().Select(entries =>
            (CborValue)new Map([.. entries.Take(40).DistinctBy(e => e.Item1).Select(e => (e.Item1, e.Item2))]));
        var tag = ArbMap.Default.GeneratorFor<ulong>().Zip(inner).Select(t => (CborValue)new Tagged(t.Item1, t.Item2));
        return withTags ? Gen.OneOf(leaf, list, map, tag) : Gen.OneOf(leaf, list, map);
    }

    private static Gen<CborValue> Key() => Gen.OneOf(
        ArbMap.Default.GeneratorFor<int>().Select(i => (CborValue)new Number(i)),
        Gen.Elements(0, 23, 24, 255, 256, 65535, 65536, 4294967295, 4294967296, long.MaxValue, long.MinValue, -1, -24, -25, -257)
            .Select(i => (CborValue)new Number(i)),
        ArbMap.Default.GeneratorFor<byte[]>().Select(b => (CborValue)new Bytes(Convert.ToHexString(b))),
        ArbMap.Default.GeneratorFor<string>().Select(s => (CborValue)new Text(WellFormed(s ?? "é\uFFFD😀"))));

    private static string WellFormed(string s) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(s));

    public byte[] WriteOurs()
    {
        var writer = new CborWriter();
        WriteOurs(writer);
        return writer.ToArray();
    }

    private void WriteOurs(CborWriter writer)
    {
        switch (this)
        {
            case Number n:
                writer.WriteInteger(n.Value);
                break;
            case Bytes b:
                writer.WriteByteString(Convert.FromHexString(b.Hex));
                break;
            case Text t:
                writer.WriteTextString(t.Value);
                break;
            case Truth t:
                writer.WriteBoolean(t.Value);
                break;
            case Nil:
                writer.WriteNull();
                break;
            case Real r:
                writer.WriteDouble(r.Value);
                break;
            case Tagged t:
                writer.WriteTag(t.Tag);
                t.Content.WriteOurs(writer);
                break;
            case List l:
                writer.WriteArrayHead(l.Items.Count);
                foreach (var item in l.Items)
                {
                    item.WriteOurs(writer);
                }

                break;
            case Map m:
                writer.WriteMap(m.Entries.Select(e => KeyValuePair.Create<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(
                    e.Key.WriteOurs(), e.Value.WriteOurs())));
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    public void WriteOracle(Oracle.CborWriter writer)
    {
        switch (this)
        {
            case Number n:
                writer.WriteInt64(n.Value);
                break;
            case Bytes b:
                writer.WriteByteString(Convert.FromHexString(b.Hex));
                break;
            case Text t:
                writer.WriteTextString(t.Value);
                break;
            case Truth t:
                writer.WriteBoolean(t.Value);
                break;
            case Nil:
                writer.WriteNull();
                break;
            case Real r:
                writer.WriteDouble(r.Value);
                break;
            case Tagged t:
                writer.WriteTag((Oracle.CborTag)t.Tag);
                t.Content.WriteOracle(writer);
                break;
            case List l:
                writer.WriteStartArray(l.Items.Count);
                foreach (var item in l.Items)
                {
                    item.WriteOracle(writer);
                }

                writer.WriteEndArray();
                break;
            case Map m:
                writer.WriteStartMap(m.Entries.Count);
                foreach (var (key, value) in m.Entries)
                {
                    key.WriteOracle(writer);
                    value.WriteOracle(writer);
                }

                writer.WriteEndMap();
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    internal static CborValue ReadOurs(ref CborReader reader)
    {
        switch (reader.PeekKind())
        {
            case CborKind.Integer:
                var attempt = reader;
                try
                {
                    var value = attempt.ReadInteger();
                    reader = attempt;
                    return new Number(value);
                }
                catch (CborFormatException)
                {
                    return new Opaque(Convert.ToHexString(reader.ReadItem(allowTags: false)));
                }

            case CborKind.ByteString:
                return new Bytes(Convert.ToHexString(reader.ReadByteString()));
            case CborKind.TextString:
                return new Text(reader.ReadTextString());
            case CborKind.Boolean:
                return new Truth(reader.ReadBoolean());
            case CborKind.Null:
                reader.ReadNull();
                return new Nil();
            case CborKind.Float:
                return new Real(reader.ReadFloat());
            case CborKind.Tag:
                return new Tagged(reader.ReadTag(), ReadOurs(ref reader));
            case CborKind.Array:
                var items = new List<CborValue>();
                for (var left = reader.ReadArrayHead(); left > 0; left--)
                {
                    items.Add(ReadOurs(ref reader));
                }

                return new List(items);
            case CborKind.Map:
                var entries = new List<(CborValue, CborValue)>();
                var keys = new CborKeySet();
                for (var left = reader.ReadMapHead(); left > 0; left--)
                {
                    var key = new CborReader(reader.ReadKey(ref keys));
                    entries.Add((ReadOurs(ref key), ReadOurs(ref reader)));
                }

                return new Map(entries);
            default:
                return new Opaque(Convert.ToHexString(reader.ReadItem(allowTags: false)));
        }
    }

    public static CborValue ReadOracle(Oracle.CborReader reader)
    {
        switch (reader.PeekState())
        {
            case Oracle.CborReaderState.UnsignedInteger or Oracle.CborReaderState.NegativeInteger:
                try
                {
                    return new Number(reader.ReadInt64());
                }
                catch (OverflowException)
                {
                    return new Opaque(Convert.ToHexString(reader.ReadEncodedValue().Span));
                }

            case Oracle.CborReaderState.ByteString:
                return new Bytes(Convert.ToHexString(reader.ReadByteString()));
            case Oracle.CborReaderState.TextString:
                return new Text(reader.ReadTextString());
            case Oracle.CborReaderState.Boolean:
                return new Truth(reader.ReadBoolean());
            case Oracle.CborReaderState.Null:
                reader.ReadNull();
                return new Nil();
            case Oracle.CborReaderState.HalfPrecisionFloat or Oracle.CborReaderState.SinglePrecisionFloat
                or Oracle.CborReaderState.DoublePrecisionFloat:
                return new Real(reader.ReadDouble());
            case Oracle.CborReaderState.Tag:
                return new Tagged((ulong)reader.ReadTag(), ReadOracle(reader));
            case Oracle.CborReaderState.StartArray:
                var items = new List<CborValue>();
                for (var left = reader.ReadStartArray()!.Value; left > 0; left--)
                {
                    items.Add(ReadOracle(reader));
                }

                reader.ReadEndArray();
                return new List(items);
            case Oracle.CborReaderState.StartMap:
                var entries = new List<(CborValue, CborValue)>();
                for (var left = reader.ReadStartMap()!.Value; left > 0; left--)
                {
                    entries.Add((ReadOracle(reader), ReadOracle(reader)));
                }

                reader.ReadEndMap();
                return new Map(entries);
            default:
                return new Opaque(Convert.ToHexString(reader.ReadEncodedValue().Span));
        }
    }
}
