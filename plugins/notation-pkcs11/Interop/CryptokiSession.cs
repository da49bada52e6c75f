using System.Runtime.InteropServices;
using Notation.Pkcs11.Cryptoki;
using Signet.Plugins;

namespace Notation.Pkcs11.Interop;

/// <summary>A session with a token; disposing it logs out and closes it.</summary>
internal sealed unsafe class CryptokiSession : IDisposable
{
    private readonly FunctionTable _functions;
    private readonly CULong _session;
    private readonly byte[] _buffer = new byte[Pkcs11Limits.AttributeBytes];
    private bool _isLoggedIn;
    private bool _isDisposed;

    internal CryptokiSession(FunctionTable functions, CULong session)
    {
        _functions = functions;
        _session = session;
    }

    /// <summary>One login, never repeated here.</summary>
    /// <param name="user">Who.</param>
    /// <param name="pin">The PIN, or null when the token takes it on its own pad.</param>
    /// <returns>What the module returned.</returns>
    public CkReturn Login(CkUser user, byte[]? pin)
    {
        fixed (byte* pointer = pin)
        {
            var result = CryptokiLibrary.Value(_functions.Login(
                _session, new CULong((uint)user), pointer, new CULong((uint)(pin?.Length ?? 0))));
            _isLoggedIn |= result is CkReturn.Ok;
            return result;
        }
    }

    /// <summary>Handles of the objects with these attributes, at most <see cref="Pkcs11Limits.Objects"/>.</summary>
    public IReadOnlyList<ulong> Find(params ReadOnlySpan<(CkAttributeType Type, byte[] Value)> attributes)
    {
        var template = stackalloc CkAttribute[attributes.Length];
        var pins = new GCHandle[attributes.Length];
        try
        {
            for (var i = 0; i < attributes.Length; i++)
            {
                pins[i] = GCHandle.Alloc(attributes[i].Value, GCHandleType.Pinned);
                template[i] = new CkAttribute
                {
                    Type = new CULong((uint)attributes[i].Type),
                    Value = (void*)pins[i].AddrOfPinnedObject(),
                    Length = new CULong((uint)attributes[i].Value.Length),
                };
            }

            CryptokiLibrary.Check(
                "C_FindObjectsInit", _functions.FindObjectsInit(_session, template, new CULong((uint)attributes.Length)));
        }
        finally
        {
            foreach (var pin in pins.Where(pin => pin.IsAllocated))
            {
                pin.Free();
            }
        }

        try
        {
            return ReadFound();
        }
        finally
        {
            _ = _functions.FindObjectsFinal(_session);
        }
    }

    /// <summary>A CK_ULONG as an attribute's value.</summary>
    public static byte[] Word(uint value)
    {
        var word = new byte[sizeof(CULong)];
        BitConverter.TryWriteBytes(word, value);
        return word;
    }

    /// <summary>An attribute; null when the object has none or does not tell it.</summary>
    public byte[]? GetAttribute(ulong handle, CkAttributeType type)
    {
        fixed (byte* pointer = _buffer)
        {
            // One call with room for the largest: asking for the length first would double the trips to a network HSM.
            var attribute = new CkAttribute
            {
                Type = new CULong((uint)type),
                Value = pointer,
                Length = new CULong((uint)_buffer.Length),
            };
            var result = CryptokiLibrary.Value(
                _functions.GetAttributeValue(_session, new CULong(checked((nuint)handle)), &attribute, new CULong(1)));
            if (result is CkReturn.AttributeTypeInvalid or CkReturn.AttributeSensitive)
            {
                return null;
            }

            if (result is CkReturn.BufferTooSmall)
            {
                throw CryptokiError.Broken($"has an attribute (0x{(uint)type:X}) of more than {_buffer.Length} bytes");
            }

            CryptokiLibrary.Check("C_GetAttributeValue", result);
            // All ones is CK_UNAVAILABLE_INFORMATION.
            return attribute.Length.Value == (sizeof(CULong) == sizeof(uint) ? uint.MaxValue : nuint.MaxValue)
                ? null
                : attribute.Length.Value <= (uint)_buffer.Length
                    ? _buffer.AsSpan(0, (int)attribute.Length.Value).ToArray()
                    : throw CryptokiError.Broken($"tells an attribute (0x{(uint)type:X}) of {attribute.Length.Value} bytes");
        }
    }

    /// <summary>Begins a signature with RSASSA-PSS.</summary>
    public CkReturn BeginPss(ulong key, PssHash hash)
    {
        var parameters = new CkPssParameters
        {
            Hash = new CULong(hash.Mechanism),
            MaskGeneration = new CULong(hash.MaskGeneration),
            SaltLength = new CULong((uint)hash.SaltBytes),
        };
        return Begin(key, CkMechanismType.RsaPss, &parameters, sizeof(CkPssParameters));
    }

    /// <summary>Begins a signature with a mechanism that has no parameters.</summary>
    public CkReturn Begin(ulong key, CkMechanismType mechanism) => Begin(key, mechanism, null, 0);

    /// <summary>Ends the signature that was begun.</summary>
    /// <exception cref="PluginException">The token did not sign, or its signature has an impossible length.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data, int expectedBytes)
    {
        var signature = new byte[Pkcs11Limits.SignatureBytes];
        var length = new CULong((uint)signature.Length);
        fixed (byte* from = data)
        {
            fixed (byte* to = signature)
            {
                CryptokiLibrary.Check(
                    "C_Sign", _functions.Sign(_session, from, new CULong((uint)data.Length), to, &length));
            }
        }

        return length.Value == (uint)expectedBytes
            ? signature[..expectedBytes]
            : throw CryptokiError.Broken($"made a signature of {length.Value} bytes where the key makes {expectedBytes}");
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            if (_isLoggedIn)
            {
                _ = _functions.Logout(_session);
            }

            _ = _functions.CloseSession(_session);
        }
    }

    private CkReturn Begin(ulong key, CkMechanismType type, void* parameter, int parameterBytes)
    {
        var mechanism = new CkMechanism
        {
            Type = new CULong((uint)type),
            Parameter = parameter,
            ParameterLength = new CULong((uint)parameterBytes),
        };
        return CryptokiLibrary.Value(_functions.SignInit(_session, &mechanism, new CULong(checked((nuint)key))));
    }

    private List<ulong> ReadFound()
    {
        var found = new List<ulong>();
        var batch = stackalloc CULong[Pkcs11Limits.ObjectBatch];
        while (true)
        {
            var count = default(CULong);
            CryptokiLibrary.Check(
                "C_FindObjects", _functions.FindObjects(_session, batch, new CULong(Pkcs11Limits.ObjectBatch), &count));
            if (count.Value == 0)
            {
                return found;
            }

            if (count.Value > Pkcs11Limits.ObjectBatch || found.Count + (int)count.Value > Pkcs11Limits.Objects)
            {
                throw CryptokiError.Broken($"finds more objects than asked for, or more than {Pkcs11Limits.Objects}");
            }

            for (var i = 0; i < (int)count.Value; i++)
            {
                found.Add(batch[i].Value);
            }
        }
    }
}
