using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Notation.Pkcs11.Cryptoki;
using Signet.Plugins;

namespace Notation.Pkcs11.Interop;

/// <summary>
/// A loaded PKCS#11 module, initialized; disposing it finalizes it. The library stays mapped: unloading one whose
/// threads still end is a crash that many modules have, and the process ends soon anyway.
/// </summary>
/// <remarks>
/// The module is foreign code in this process, so nothing here can hold back one that means harm. What is checked is
/// what it says: counts, lengths and handles that cannot be true end in an error, never in a wild read.
/// </remarks>
internal sealed unsafe class CryptokiLibrary : IDisposable
{
    /// <summary>Bytes for the structures a module fills: the largest, CK_TOKEN_INFO, has 208 at most.</summary>
    private const int StructureBytes = 512;

    /// <summary>A module that fails so often in a row has more in its way than another process.</summary>
    private const int TokenInfoAttempts = 3;

    private readonly FunctionTable _functions;
    private readonly bool _finalizes;
    private bool _isDisposed;

    private CryptokiLibrary(FunctionTable functions, bool finalizes)
    {
        _functions = functions;
        _finalizes = finalizes;
    }

    /// <summary>Loads and initializes the module at <paramref name="path"/>.</summary>
    /// <exception cref="PluginException">It is no module, or does not start.</exception>
    public static CryptokiLibrary Load(string path)
    {
        ModuleOutput.Silence();
        var functions = new FunctionTable(GetFunctionList(path));
        var arguments = new CkInitializeArguments { Flags = new CULong(CkInitializeArguments.OsLockingOk) };
        var result = Value(functions.Initialize(&arguments));
        // Someone else in this process began it (a module that proxies to itself): then it is theirs to end.
        return result is CkReturn.Ok or CkReturn.CryptokiAlreadyInitialized
            ? new CryptokiLibrary(functions, finalizes: result == CkReturn.Ok)
            : throw CryptokiError.Of("C_Initialize", result);
    }

    /// <summary>What the module says of itself.</summary>
    public LibraryInfo GetInfo()
    {
        Span<byte> info = stackalloc byte[StructureBytes];
        info.Clear();
        fixed (byte* pointer = info)
        {
            Check("C_GetInfo", _functions.GetInfo(pointer));
        }

        // CK_VERSION, 32 characters, flags (aligned, but not on Windows), 32 characters, CK_VERSION.
        var flags = OperatingSystem.IsWindows() ? 34 : (34 + sizeof(CULong) - 1) / sizeof(CULong) * sizeof(CULong);
        var description = flags + sizeof(CULong);
        return new LibraryInfo(Text(info, 2, 32), Text(info, description, 32), info[description + 32], info[description + 33]);
    }

    /// <summary>The slots that hold a token.</summary>
    public IReadOnlyList<ulong> GetSlots()
    {
        // The first call makes the module look for tokens; only then may it be asked for them (v2.40 base, C_GetSlotList).
        var count = default(CULong);
        Check("C_GetSlotList", _functions.GetSlotList(1, null, &count));
        var slots = new CULong[Pkcs11Limits.Slots];
        count = new CULong(Pkcs11Limits.Slots);
        fixed (CULong* pointer = slots)
        {
            var result = Value(_functions.GetSlotList(1, pointer, &count));
            if (result == CkReturn.BufferTooSmall || count.Value > Pkcs11Limits.Slots)
            {
                throw CryptokiError.Broken($"names more than {Pkcs11Limits.Slots} slots");
            }

            Check("C_GetSlotList", result);
        }

        return [.. slots.Take((int)count.Value).Select(slot => (ulong)slot.Value)];
    }

    /// <summary>The slot itself.</summary>
    public SlotInfo GetSlotInfo(ulong slot)
    {
        Span<byte> info = stackalloc byte[StructureBytes];
        info.Clear();
        fixed (byte* pointer = info)
        {
            Check("C_GetSlotInfo", _functions.GetSlotInfo(Native(slot), pointer));
        }

        return new SlotInfo(Text(info, 0, 64), Text(info, 64, 32));
    }

    /// <summary>The token in a slot; null when there is none any more, or none that can be read.</summary>
    public TokenInfo? FindTokenInfo(ulong slot)
    {
        Span<byte> info = stackalloc byte[StructureBytes];
        info.Clear();
        fixed (byte* pointer = info)
        {
            // SoftHSM fails so while another process writes the token's file. No PIN is in this call: asking again is free.
            var result = CkReturn.GeneralError;
            for (var attempt = 0; attempt < TokenInfoAttempts && result == CkReturn.GeneralError; attempt++)
            {
                result = Value(_functions.GetTokenInfo(Native(slot), pointer));
            }

            if (result is CkReturn.TokenNotPresent or CkReturn.TokenNotRecognized or CkReturn.DeviceRemoved or CkReturn.DeviceError)
            {
                // A broken reader must not hide the good token beside it.
                return null;
            }

            Check("C_GetTokenInfo", result);
        }

        // 32 + 32 + 16 + 16 characters, then words: flags, four session counts, longest and shortest PIN.
        const int Words = 96;
        return new TokenInfo(
            Text(info, 0, 32),
            Text(info, 32, 32),
            Text(info, 64, 16),
            Text(info, 80, 16),
            (CkTokenFlags)(uint)Word(info, Words, 0),
            Word(info, Words, 5),
            Word(info, Words, 6));
    }

    /// <summary>Opens a session that reads.</summary>
    public CryptokiSession OpenSession(ulong slot)
    {
        const uint SerialSession = 4;
        var session = default(CULong);
        Check("C_OpenSession", _functions.OpenSession(Native(slot), new CULong(SerialSession), null, null, &session));
        return new CryptokiSession(_functions, session);
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            if (_finalizes)
            {
                _ = _functions.Finalize(null);
            }
        }
    }

    /// <summary>The result of a call as an enumeration; a number that does not fit stays a failure.</summary>
    internal static CkReturn Value(CULong result) =>
        result.Value <= uint.MaxValue ? (CkReturn)(uint)result.Value : CkReturn.GeneralError;

    internal static void Check(string function, CULong result) => Check(function, Value(result));

    internal static void Check(string function, CkReturn result)
    {
        if (result != CkReturn.Ok)
        {
            throw CryptokiError.Of(function, result);
        }
    }

    private static byte* GetFunctionList(string path)
    {
        try
        {
            var library = NativeLibrary.Load(path);
            if (!NativeLibrary.TryGetExport(library, "C_GetFunctionList", out var entry))
            {
                throw new PluginException(
                    PluginErrorCode.Validation,
                    $"{Escaped.Text(path)} is a library, but no PKCS#11 module: it has no C_GetFunctionList");
            }

            byte* list = null;
            Check("C_GetFunctionList", ((delegate* unmanaged[Cdecl]<byte**, CULong>)entry)(&list));
            return list;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new PluginException(
                PluginErrorCode.Validation,
                $"the PKCS#11 module {Escaped.Text(path)} cannot be loaded: it, or a library it needs, is missing, or it was "
                + "built for another kind of machine (see `ldd` of the file)",
                innerException: e);
        }
    }

    private static CULong Native(ulong value) => new(checked((nuint)value));

    private static byte[] Text(ReadOnlySpan<byte> structure, int offset, int length)
    {
        var text = structure.Slice(offset, length);
        // Blanks pad by the specification; some modules pad with zeros.
        var zero = text.IndexOf((byte)0);
        return (zero < 0 ? text : text[..zero]).TrimEnd((byte)' ').ToArray();
    }

    private static ulong Word(ReadOnlySpan<byte> structure, int offset, int index)
    {
        var word = structure.Slice(offset + (index * sizeof(CULong)), sizeof(CULong));
        return sizeof(CULong) == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(word)
            : BinaryPrimitives.ReadUInt64LittleEndian(word);
    }
}
