using System.Runtime.InteropServices;

namespace Notation.Pkcs11.Interop;

/// <summary>CK_MECHANISM.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal unsafe struct CkMechanism
{
    public CULong Type;
    public void* Parameter;
    public CULong ParameterLength;
}
