using System.Security.Cryptography;
using Signet.Signatures.Timestamping;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;
using Signet.TestKit.Timestamping;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>Tokens over one signature, good but for what a test changes.</summary>
internal static class TimestampLab
{
    public static readonly byte[] Signature = "a primitive signature"u8.ToArray();

    /// <summary>The time the tokens state.</summary>
    public static readonly DateTimeOffset Time = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A good authority, made once.</summary>
    public static readonly LabChain Chain = PkiLab.TimestampChain();

    public static LabToken Token(LabChain? chain = null, DateTimeOffset? time = null, HashAlgorithmName? hash = null) =>
        TimestampAuthority.TokenOf(chain ?? Chain, Signature, hash ?? HashAlgorithmName.SHA256, time ?? Time);

    public static LabToken WithInfo(Func<LabTstInfo, LabTstInfo> change)
    {
        var token = Token();
        return token with { Info = change(token.Info) };
    }

    public static LabToken WithSigner(Func<LabSigner, LabSigner> change) => Token() with { Signer = change(new LabSigner()) };

    /// <summary>Reads a token that is well formed.</summary>
    public static TimestampToken Read(LabToken token)
    {
        Assert.True(TimestampToken.TryRead(token.Encode(), out var read, out var fault), fault?.Message);
        return read;
    }

    /// <summary>The first broken rule, in reading or verifying under the token's own root; null when there is none.</summary>
    public static TimestampFault? FindFault(LabToken token) => FindFault(token.Encode(), token.Chain);

    /// <inheritdoc cref="FindFault(LabToken)"/>
    public static TimestampFault? FindFault(byte[] encoded, LabChain chain)
    {
        if (!TimestampToken.TryRead(encoded, out var token, out var fault))
        {
            return fault;
        }

        var result = token.Verify(Signature, [chain.Root.Certificate]);
        Assert.Equal(result.IsValid, result.Fault is null);
        Assert.Equal(result.IsValid, result.Chain.Count > 0);
        return result.Fault;
    }

    public static void AssertValid(LabToken token) => Assert.Null(FindFault(token)?.Message);

    public static TimestampFault AssertFault(string rule, LabToken token)
    {
        var fault = FindFault(token);
        Assert.Equal(rule, fault?.Rule);
        return fault!;
    }
}
