using Signet.Cli.CommandLine;
using Signet.Signatures;

namespace Signet.Cli.Commands;

/// <summary>The words of <c>--key-type</c>.</summary>
internal static class KeyTypes
{
    private static readonly (string Name, KeySpec Spec)[] All =
    [
        ("rsa-2048", KeySpec.Rsa2048),
        ("rsa-3072", KeySpec.Rsa3072),
        ("rsa-4096", KeySpec.Rsa4096),
        ("ec-256", KeySpec.Ec256),
        ("ec-384", KeySpec.Ec384),
        ("ec-521", KeySpec.Ec521),
    ];

    public static IEnumerable<string> Names => All.Select(t => t.Name);

    /// <exception cref="CommandException">No such type.</exception>
    public static KeySpec Parse(string name)
    {
        foreach (var (known, spec) in All)
        {
            if (known == name)
            {
                return spec;
            }
        }

        throw new CommandException($"key type {GoText.Quote(name)} is not supported; use one of {string.Join(", ", Names)}");
    }
}
