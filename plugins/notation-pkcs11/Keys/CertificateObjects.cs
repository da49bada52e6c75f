using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Notation.Pkcs11.Cryptoki;
using Notation.Pkcs11.Interop;

namespace Notation.Pkcs11.Keys;

/// <summary>Reads certificates on a token.</summary>
internal static class CertificateObjects
{
    /// <summary>All on the token, or all with an id.</summary>
    public static List<X509Certificate2> Find(CryptokiSession session, byte[]? id = null)
    {
        var kind = (CkAttributeType.Class, CryptokiSession.Word((uint)CkObjectClass.Certificate));
        return Read(session, id is null ? session.Find(kind) : session.Find(kind, (CkAttributeType.Id, id)));
    }

    /// <summary>
    /// These objects. One that is no X.509 certificate is passed over: somebody else's object must not keep a good key
    /// from signing.
    /// </summary>
    public static List<X509Certificate2> Read(CryptokiSession session, IEnumerable<ulong> handles)
    {
        var certificates = new List<X509Certificate2>();
        foreach (var handle in handles.Take(Pkcs11Limits.Certificates))
        {
            if (session.GetAttribute(handle, CkAttributeType.Value) is not { Length: > 0 } value)
            {
                continue;
            }

            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(value));
            }
            catch (CryptographicException)
            {
                // Attribute certificates, WTLS ones, or rubbish.
            }
        }

        return certificates;
    }
}
