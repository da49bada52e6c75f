using Signet.Cli.CommandLine;
using Signet.Signatures;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>The words of <c>--signature-format</c>.</summary>
internal static class SignatureFormats
{
    public static readonly string[] Names = ["jws", "cose"];

    /// <summary>The envelope's media type.</summary>
    /// <exception cref="CommandException">No such format.</exception>
    public static string Parse(string name) => name switch
    {
        "jws" => NotaryMediaTypes.Jws,
        "cose" => NotaryMediaTypes.Cose,
        _ => throw new CommandException($"signature format {GoText.Quote(name)} not supported\n"
            + "Supported signature envelope formats are \"jws\" and \"cose\""),
    };
}
