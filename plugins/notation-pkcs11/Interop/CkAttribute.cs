using System.Runtime.InteropServices;

namespace Notation.Pkcs11.Interop;

/// <summary>
/// CK_ATTRIBUTE. Packed to one byte as all structures here: that is what Windows modules want, and with
/// <see cref="CULong"/> (4 bytes there, a machine word elsewhere) it equals Unix's natural layout.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal unsafe struct CkAttribute
{
    public CULong Type;
    public void* Value;
    public CULong Length;
}
