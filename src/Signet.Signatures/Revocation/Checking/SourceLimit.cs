namespace Signet.Signatures.Revocation.Checking;

/// <summary>A certificate may name any number of addresses; those past the limit are not asked, and the report says so.</summary>
internal static class SourceLimit
{
    /// <summary>Adds an entry for the first address that was not asked, when there is one.</summary>
    public static void Record(RevocationMethod method, IReadOnlyList<string> addresses, List<RevocationSource> record)
    {
        if (addresses.Count <= SignatureLimits.RevocationAddresses)
        {
            return;
        }

        record.Add(new()
        {
            Method = method,
            Address = addresses[SignatureLimits.RevocationAddresses],
            Status = RevocationStatus.Unknown,
            Failure = RevocationFailure.AddressRefused,
            Message = $"was not asked: the certificate names {addresses.Count} addresses, more than the limit of "
                + $"{SignatureLimits.RevocationAddresses}",
        });
    }
}
