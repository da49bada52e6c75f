namespace Signet.Notary.Plugins.Installation;

/// <summary>The checksum of zip archives (APPNOTE.TXT, 4.4.7), which the class library has but does not check.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = MakeTable();

    private uint _state;

    /// <summary>The checksum of all that was added.</summary>
    public readonly uint Value => _state;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var state = ~_state;
        foreach (var b in bytes)
        {
            state = Table[(byte)(state ^ b)] ^ (state >> 8);
        }

        _state = ~state;
    }

    private static uint[] MakeTable()
    {
        const uint Polynomial = 0xEDB88320;
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }
}
