using System.Diagnostics;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>Prints what the rules cost; asserts nothing about time.</summary>
public sealed class ChainTimingTests
{
    [Theory]
    [InlineData(LabKeyKind.P256)]
    [InlineData(LabKeyKind.Rsa2048)]
    public void ChainOfThree_PrintsTheMedian(LabKeyKind kind)
    {
        var certificates = PkiLab.Chain([.. PkiLab.SigningRecipes().Select(r => r with { Key = kind })]).Certificates;
        var ticks = new long[200];
        for (var i = 0; i < ticks.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.Null(CertificateChainRules.FindFault(certificates, CertificatePurpose.CodeSigning, PkiLab.NotBefore));
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }

        var first = Microseconds(ticks[0]);
        Array.Sort(ticks);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"chain of three, {kind}: first {first:F0} µs, median {Microseconds(ticks[ticks.Length / 2]):F0} µs");
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
