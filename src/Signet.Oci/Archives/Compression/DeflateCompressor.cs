namespace Signet.Oci.Archives.Compression;

/// <summary>
/// Deflate (RFC 1951) with the very matches Go's <c>compress/flate</c> finds at its default level: hash chains over a window
/// of 32 KiB, a match taken only when the next byte has no longer one. The class library's compressor makes other bytes, and
/// others from version to version; a directory's digest should depend on its content alone.
/// </summary>
internal sealed class DeflateCompressor
{
    private const int Window = 1 << 15;
    private const int WindowMask = Window - 1;
    private const int MinMatch = 4;
    private const int MaxMatch = 258;
    private const int HashBits = 17;
    private const int MaxTokens = 1 << 14;
    private const int MaxOffset = 1 << 24;

    // The default level: how many candidates are tried, from what length on a match is not improved, and is good enough.
    private const int Tries = 128;
    private const int Lazy = 16;
    private const int Nice = 128;

    private readonly DeflateBlock _block;
    private readonly byte[] _window = new byte[2 * Window];
    private readonly int[] _head = new int[1 << HashBits];
    private readonly int[] _previous = new int[Window];
    private readonly List<DeflateToken> _tokens = new(MaxTokens);
    private int _offset = 1; // Added to positions in the chains, so that 0 means none.
    private int _chain = -1;
    private int _index;
    private int _end;
    private int _blockStart;
    private int _length = MinMatch - 1;
    private int _distance;
    private bool _hasLiteral;

    public DeflateCompressor(BitWriter writer) => _block = new DeflateBlock(writer);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Compress(isEnd: false);
            if (_index >= (2 * Window) - (MinMatch + MaxMatch))
            {
                Slide();
            }

            var count = Math.Min(bytes.Length, _window.Length - _end);
            bytes[..count].CopyTo(_window.AsSpan(_end));
            _end += count;
            bytes = bytes[count..];
        }
    }

    public void Finish()
    {
        Compress(isEnd: true);
        _block.WriteStoredHeader(0, isLast: true);
    }

    private void Slide()
    {
        _window.AsSpan(Window).CopyTo(_window);
        _index -= Window;
        _end -= Window;
        _blockStart = _blockStart >= Window ? _blockStart - Window : int.MaxValue;
        _offset += Window;
        if (_offset <= MaxOffset)
        {
            return;
        }

        var delta = _offset - 1;
        _offset = 1;
        _chain -= delta;
        foreach (var positions in new[] { _head, _previous })
        {
            for (var i = 0; i < positions.Length; i++)
            {
                positions[i] = Math.Max(0, positions[i] - delta);
            }
        }
    }

    private void Compress(bool isEnd)
    {
        while (true)
        {
            var ahead = _end - _index;
            if (ahead < MinMatch + MaxMatch)
            {
                if (!isEnd)
                {
                    return;
                }

                if (ahead == 0)
                {
                    Flush();
                    return;
                }
            }

            if (_index < _end - (MinMatch - 1))
            {
                _chain = Insert(_index);
            }

            var (previousLength, previousDistance) = (_length, _distance);
            (_length, _distance) = (MinMatch - 1, 0);
            var candidate = _chain - _offset;
            if (candidate >= Math.Max(_index - Window, 0) && ahead > previousLength && previousLength < Lazy)
            {
                Find(candidate, ahead);
            }

            if (previousLength >= MinMatch && _length <= previousLength)
            {
                Take(previousLength, previousDistance);
            }
            else
            {
                if (_hasLiteral)
                {
                    Add(new DeflateToken(_window[_index - 1], 0), _index);
                }

                _index++;
                _hasLiteral = true;
            }
        }
    }

    /// <summary>Puts the match that was found one byte before out, and what it covers into the chains.</summary>
    private void Take(int length, int distance)
    {
        var next = _index + length - 1;
        while (++_index < next)
        {
            if (_index < _end - (MinMatch - 1))
            {
                Insert(_index);
            }
        }

        _hasLiteral = false;
        _length = MinMatch - 1;
        Add(new DeflateToken((ushort)length, (ushort)distance), _index);
    }

    /// <summary>Looks along the chain for the longest match.</summary>
    private void Find(int candidate, int ahead)
    {
        var longest = Math.Min(ahead, MaxMatch);
        var nice = Math.Min(Nice, longest);
        var oldest = Math.Max(_index - Window, 0);
        var current = _window.AsSpan(_index, longest);
        for (var tries = Tries; tries > 0; tries--)
        {
            if (_window[candidate + _length] == current[_length])
            {
                var length = current.CommonPrefixLength(_window.AsSpan(candidate, longest));

                // Four bytes from far away cost more than they save.
                if (length > _length && (length > MinMatch || _index - candidate <= 4096))
                {
                    (_length, _distance) = (length, _index - candidate);
                    if (length >= nice)
                    {
                        return;
                    }
                }
            }

            if (candidate <= oldest)
            {
                return;
            }

            candidate = _previous[candidate & WindowMask] - _offset;
            if (candidate < oldest)
            {
                return;
            }
        }
    }

    /// <summary>Puts a position at the head of its chain.</summary>
    /// <returns>The head before.</returns>
    private int Insert(int index)
    {
        var bytes = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(_window.AsSpan(index));
        ref var head = ref _head[(bytes * 0x1E35A7BD) >> (32 - HashBits)];
        var before = head;
        _previous[index & WindowMask] = before;
        head = index + _offset;
        return before;
    }

    private void Add(DeflateToken token, int end)
    {
        _tokens.Add(token);
        if (_tokens.Count == MaxTokens)
        {
            WriteBlock(end);
        }
    }

    private void Flush()
    {
        if (_hasLiteral)
        {
            _tokens.Add(new DeflateToken(_window[_index - 1], 0));
            _hasLiteral = false;
        }

        if (_tokens.Count > 0)
        {
            WriteBlock(_index);
        }
    }

    private void WriteBlock(int end)
    {
        if (end > 0)
        {
            // Not "null" alone: that would be an empty range here.
            var stored = _blockStart <= end ? _window.AsMemory(_blockStart, end - _blockStart) : default(ReadOnlyMemory<byte>?);
            _block.Write(_tokens, stored);
            _blockStart = end;
        }

        _tokens.Clear();
    }
}
