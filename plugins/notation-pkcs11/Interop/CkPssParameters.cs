using System.Runtime.InteropServices;

namespace Notation.Pkcs11.Interop;

/// <summary>CK_RSA_PKCS_PSS_PARAMS.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct CkPssParameters
{
    public CULong Hash;
    public CULong MaskGeneration;
    public CULong SaltLength;
}
