using System.Runtime.InteropServices;

namespace Notation.Pkcs11.Interop;

/// <summary>CK_C_INITIALIZE_ARGS: no mutex functions of our own, so the module uses the system's.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal unsafe struct CkInitializeArguments
{
    /// <summary>CKF_OS_LOCKING_OK.</summary>
    public const uint OsLockingOk = 2;

    public void* CreateMutex;
    public void* DestroyMutex;
    public void* LockMutex;
    public void* UnlockMutex;
    public CULong Flags;
    public void* Reserved;
}
