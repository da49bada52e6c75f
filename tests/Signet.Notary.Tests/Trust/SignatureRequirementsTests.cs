using FsCheck;
using FsCheck.Fluent;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Signatures;

namespace Signet.Notary.Tests.Trust;

/// <summary>What a statement asks of each signature beyond the standard.</summary>
public sealed class SignatureRequirementsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly SignatureFacts Good = new()
    {
        KeySpec = KeySpec.Ec384,
        SigningTime = Now.AddDays(-1),
        UserMetadata = new Dictionary<string, string> { ["build"] = "release", ["empty"] = "" },
    };

    [Fact]
    public void Nothing_is_asked_beyond_the_standard_by_default()
    {
        Assert.True(SignatureRequirements.None.IsEmpty);
        Assert.Empty(SignatureRequirements.None.FindFaults(Good with { KeySpec = KeySpec.Rsa2048, SigningTime = default }, Now));
    }

    [Theory]
    [InlineData(KeySpec.Rsa2048, false)]
    [InlineData(KeySpec.Rsa3072, true)]
    [InlineData(KeySpec.Rsa4096, true)]
    [InlineData(KeySpec.Ec256, false)]
    [InlineData(KeySpec.Ec384, true)]
    [InlineData(KeySpec.Ec521, true)]
    public void Key_must_be_as_strong_as_the_weakest_of_its_family(KeySpec key, bool isMet)
    {
        var faults = new SignatureRequirements { MinimumKeySpecs = [KeySpec.Ec384, KeySpec.Rsa3072] }.FindFaults(Good with { KeySpec = key }, Now);
        Assert.Equal(isMet ? [] : [("requirement.key", VerdictKind.Untrusted)], faults.Select(f => (f.Rule, f.Kind)));
    }

    [Theory]
    [InlineData(KeySpec.Rsa4096)]
    [InlineData(KeySpec.Ec256)]
    public void Family_that_is_not_listed_is_not_accepted(KeySpec key)
    {
        var only = key == KeySpec.Rsa4096 ? KeySpec.Ec256 : KeySpec.Rsa2048;
        var fault = Assert.Single(new SignatureRequirements { MinimumKeySpecs = [only] }.FindFaults(Good with { KeySpec = key }, Now));
        Assert.Contains("and the policy requires at least", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("build", null)]
    [InlineData("build=release", null)]
    [InlineData("empty", null)]
    [InlineData("empty=", null)]
    [InlineData("build=debug", "and the signature has \"build=release\"")]
    [InlineData("build=Release", "and the signature has \"build=release\"")]
    [InlineData("Build", "has no such key")]
    [InlineData("build=", "and the signature has \"build=release\"")]
    [InlineData("other", "has no such key")]
    public void Metadata_must_be_signed_exactly(string wanted, string? fault)
    {
        var faults = new SignatureRequirements { UserMetadata = [UserMetadataRequirement.Parse(wanted)!] }.FindFaults(Good, Now);
        Assert.Equal(fault is null ? 0 : 1, faults.Count);
        Assert.All(faults, f => Assert.Contains(fault!, f.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-24, null, true)]
    [InlineData(-240, null, true)]
    [InlineData(-241, null, false)]
    [InlineData(0, null, true)]
    [InlineData(-24, -25, true)]
    [InlineData(-300, -200, false)]
    [InlineData(-200, -300, false)]
    [InlineData(-300, -1, false)]
    public void Age_runs_from_the_earlier_of_signed_time_and_timestamp(int signedHours, int? stampedHours, bool isMet)
    {
        var faults = new SignatureRequirements { MaximumAge = TimeSpan.FromDays(10) }.FindFaults(
            Good with { SigningTime = Now.AddHours(signedHours), TimestampTime = stampedHours is { } h ? Now.AddHours(h) : null }, Now);
        Assert.Equal(isMet ? [] : [("requirement.age", VerdictKind.Expired)], faults.Select(f => (f.Rule, f.Kind)));
    }

    [Fact]
    public void C7_OldSignatureStampedAnewTodayIsAsOldAsBefore()
    {
        var replayed = Good with { SigningTime = Now.AddYears(-2), TimestampTime = Now.AddMinutes(-1) };
        Assert.Equal(VerdictKind.Expired, Assert.Single(new SignatureRequirements { MaximumAge = TimeSpan.FromDays(90) }.FindFaults(replayed, Now)).Kind);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void C7_SigningTimeInTheFutureHasNoAge(int minutes, bool isMet)
    {
        var future = Good with { SigningTime = Now.AddMinutes(minutes) };
        Assert.Equal(isMet, new SignatureRequirements { MaximumAge = TimeSpan.FromDays(1) }.FindFaults(future, Now).Count == 0);
        Assert.Empty(SignatureRequirements.None.FindFaults(future, Now));
    }

    [Fact]
    public void All_that_is_not_met_is_said_at_once() => Assert.Equal(
        ["requirement.key", "requirement.age", "requirement.metadata", "requirement.metadata"],
        new SignatureRequirements
        {
            MinimumKeySpecs = [KeySpec.Rsa2048], MaximumAge = TimeSpan.FromHours(1), UserMetadata = [new("a", null), new("b", "c")],
        }.FindFaults(Good, Now).Select(f => f.Rule));

    [Fact]
    public void Faults_agree_with_a_naive_reading()
    {
        var gen =
            from spec in Gen.Elements(Enum.GetValues<KeySpec>())
            from rsa in Gen.Choose(0, 4)
            from ec in Gen.Choose(0, 4)
            from age in Gen.Choose(-1, 500)
            from limit in Gen.Choose(0, 400)
            select (spec, rsa, ec, age, limit);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var minimum = new List<KeySpec>();
            minimum.AddRange(c.rsa is > 0 and < 4 ? [(KeySpec)(c.rsa - 1)] : []);
            minimum.AddRange(c.ec is > 0 and < 4 ? [(KeySpec)(c.ec + 2)] : []);
            var requirements = new SignatureRequirements
            {
                MinimumKeySpecs = minimum, MaximumAge = c.limit == 0 ? null : TimeSpan.FromHours(c.limit),
            };
            var faults = requirements.FindFaults(Good with { KeySpec = c.spec, SigningTime = Now.AddHours(-c.age) }, Now);
            int Bits(KeySpec s) => new[] { 2048, 3072, 4096, 256, 384, 521 }[(int)s];
            var keyIsGood = minimum.Count == 0 || minimum.Any(m => (Bits(m) > 1000) == (Bits(c.spec) > 1000) && Bits(c.spec) >= Bits(m));
            var ageIsGood = c.limit == 0 || (c.age >= 0 && c.age <= c.limit);
            return faults.Count == (keyIsGood ? 0 : 1) + (ageIsGood ? 0 : 1);
        }));
    }

    [Theory]
    [InlineData("1h", "1h")]
    [InlineData("48h", "2d")]
    [InlineData("90d", "90d")]
    [InlineData("36500d", "36500d")]
    [InlineData("876000h", "36500d")]
    [InlineData("01d", null)]
    [InlineData("1.5d", null)]
    [InlineData("+1d", null)]
    [InlineData(" 1d", null)]
    [InlineData("1D", null)]
    [InlineData("d", null)]
    [InlineData("٣d", null)]
    [InlineData("876001h", null)]
    [InlineData("2147483648h", null)]
    public void Ages_are_whole_days_or_hours(string text, string? written) =>
        Assert.Equal(written, SignatureAge.TryParse(text, out var age) ? SignatureAge.Format(age) : null);
}
