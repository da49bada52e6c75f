namespace Signet.Oci.Archives.Compression;

/// <summary>The checksum of gzip (RFC 1952, section 8), four bytes at a time.</summary>
internal sealed class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    private uint _state = uint.MaxValue;

    public uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        while (bytes.Length >= 4)
        {
            state ^= bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16) | ((uint)bytes[3] << 24);
            state = Tables[3][state & 0xFF] ^ Tables[2][(state >> 8) & 0xFF] ^ Tables[1][(state >> 16) & 0xFF] ^ Tables[0][state >> 24];
            bytes = bytes[4..];
        }

        foreach (var value in bytes)
        {
            state = Tables[0][(state ^ value) & 0xFF] ^ (state >> 8);
        }

        _state = state;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[4][];
        for (var t = 0; t < tables.Length; t++)
        {
            tables[t] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                var value = t == 0 ? i : tables[t - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
                }

                tables[t][i] = value;
            }
        }

        return tables;
    }
}
