using Signet.Signatures;

namespace Signet.Notary.Trust;

/// <summary>Key specs as the specification spells them (signature-specification.md, "Algorithm Selection").</summary>
internal static class KeySpecNames
{
    public static readonly IReadOnlyList<string> All = [.. Enum.GetValues<KeySpec>().Select(Of)];

    public static string Of(KeySpec spec) => spec switch
    {
        KeySpec.Rsa2048 => "RSA-2048",
        KeySpec.Rsa3072 => "RSA-3072",
        KeySpec.Rsa4096 => "RSA-4096",
        KeySpec.Ec256 => "EC-256",
        KeySpec.Ec384 => "EC-384",
        _ => "EC-521",
    };

    public static KeySpec? Parse(string text)
    {
        foreach (var spec in Enum.GetValues<KeySpec>())
        {
            if (Of(spec) == text)
            {
                return spec;
            }
        }

        return null;
    }

    /// <summary>True for RSA; keys are compared within their family.</summary>
    public static bool IsRsa(KeySpec spec) => spec <= KeySpec.Rsa4096;
}
