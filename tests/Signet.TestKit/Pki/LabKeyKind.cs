namespace Signet.TestKit.Pki;

/// <summary>Kinds of key a test certificate can have: the six of the specification, and some that must be refused.</summary>
public enum LabKeyKind
{
    Rsa1024,
    Rsa2048,
    Rsa2560,
    Rsa3072,
    Rsa4096,
    P224,
    P256,
    P384,
    P521,
}
