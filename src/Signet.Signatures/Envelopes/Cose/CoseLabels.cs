namespace Signet.Signatures.Envelopes.Cose;

/// <summary>Header labels (RFC 9052, table 3; RFC 9360, section 2).</summary>
internal static class CoseLabels
{
    public const long Algorithm = 1;
    public const long Critical = 2;
    public const long ContentType = 3;
    public const long KeyId = 4;
    public const long Iv = 5;
    public const long PartialIv = 6;
    public const long X5Chain = 33;
}
