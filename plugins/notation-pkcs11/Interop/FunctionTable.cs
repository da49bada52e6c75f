using System.Runtime.InteropServices;
using Notation.Pkcs11.Cryptoki;

namespace Notation.Pkcs11.Interop;

/// <summary>
/// The functions of a module that are used here, taken out of its CK_FUNCTION_LIST and known to be there. Indices are
/// those of PKCS#11 2.x; the list of 3.x that C_GetFunctionList returns begins with the same ones.
/// </summary>
internal sealed unsafe class FunctionTable
{
    public readonly delegate* unmanaged[Cdecl]<CkInitializeArguments*, CULong> Initialize;
    public readonly delegate* unmanaged[Cdecl]<void*, CULong> Finalize;
    public readonly delegate* unmanaged[Cdecl]<byte*, CULong> GetInfo;
    public readonly delegate* unmanaged[Cdecl]<byte, CULong*, CULong*, CULong> GetSlotList;
    public readonly delegate* unmanaged[Cdecl]<CULong, byte*, CULong> GetSlotInfo;
    public readonly delegate* unmanaged[Cdecl]<CULong, byte*, CULong> GetTokenInfo;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong, void*, void*, CULong*, CULong> OpenSession;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong> CloseSession;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong, byte*, CULong, CULong> Login;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong> Logout;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong, CkAttribute*, CULong, CULong> GetAttributeValue;
    public readonly delegate* unmanaged[Cdecl]<CULong, CkAttribute*, CULong, CULong> FindObjectsInit;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong*, CULong, CULong*, CULong> FindObjects;
    public readonly delegate* unmanaged[Cdecl]<CULong, CULong> FindObjectsFinal;
    public readonly delegate* unmanaged[Cdecl]<CULong, CkMechanism*, CULong, CULong> SignInit;
    public readonly delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong*, CULong> Sign;

    /// <param name="list">A CK_FUNCTION_LIST.</param>
    public FunctionTable(byte* list)
    {
        if (list == null)
        {
            throw CryptokiError.Broken("gave no function list");
        }

        // CK_VERSION: two bytes. What follows is aligned, but not on Windows.
        if (list[0] is not (2 or 3))
        {
            throw CryptokiError.Broken($"speaks version {list[0]}.{list[1]} of PKCS#11 and not 2 or 3");
        }

        var functions = list + (OperatingSystem.IsWindows() ? 2 : sizeof(void*));
        Initialize = (delegate* unmanaged[Cdecl]<CkInitializeArguments*, CULong>)At(functions, 0, "C_Initialize");
        Finalize = (delegate* unmanaged[Cdecl]<void*, CULong>)At(functions, 1, "C_Finalize");
        GetInfo = (delegate* unmanaged[Cdecl]<byte*, CULong>)At(functions, 2, "C_GetInfo");
        GetSlotList = (delegate* unmanaged[Cdecl]<byte, CULong*, CULong*, CULong>)At(functions, 4, "C_GetSlotList");
        GetSlotInfo = (delegate* unmanaged[Cdecl]<CULong, byte*, CULong>)At(functions, 5, "C_GetSlotInfo");
        GetTokenInfo = (delegate* unmanaged[Cdecl]<CULong, byte*, CULong>)At(functions, 6, "C_GetTokenInfo");
        OpenSession = (delegate* unmanaged[Cdecl]<CULong, CULong, void*, void*, CULong*, CULong>)
            At(functions, 12, "C_OpenSession");
        CloseSession = (delegate* unmanaged[Cdecl]<CULong, CULong>)At(functions, 13, "C_CloseSession");
        Login = (delegate* unmanaged[Cdecl]<CULong, CULong, byte*, CULong, CULong>)At(functions, 18, "C_Login");
        Logout = (delegate* unmanaged[Cdecl]<CULong, CULong>)At(functions, 19, "C_Logout");
        GetAttributeValue = (delegate* unmanaged[Cdecl]<CULong, CULong, CkAttribute*, CULong, CULong>)
            At(functions, 24, "C_GetAttributeValue");
        FindObjectsInit = (delegate* unmanaged[Cdecl]<CULong, CkAttribute*, CULong, CULong>)
            At(functions, 26, "C_FindObjectsInit");
        FindObjects = (delegate* unmanaged[Cdecl]<CULong, CULong*, CULong, CULong*, CULong>)
            At(functions, 27, "C_FindObjects");
        FindObjectsFinal = (delegate* unmanaged[Cdecl]<CULong, CULong>)At(functions, 28, "C_FindObjectsFinal");
        SignInit = (delegate* unmanaged[Cdecl]<CULong, CkMechanism*, CULong, CULong>)At(functions, 42, "C_SignInit");
        Sign = (delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong*, CULong>)At(functions, 43, "C_Sign");
    }

    private static void* At(byte* functions, int index, string name)
    {
        var function = ((void**)functions)[index];
        return function != null ? function : throw CryptokiError.Broken($"lacks {name}");
    }
}
