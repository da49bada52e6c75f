using Signet.Oci.References;

namespace Signet.Cli.Commands.Policies;

/// <summary>
/// Repositories from references, with or without tag and digest: policies are chosen by repository. A layout is named as
/// its scope, for example <c>local/app</c>.
/// </summary>
internal static class RepositoryArgument
{
    /// <exception cref="FormatException">It is no reference.</exception>
    public static string Parse(string text) => RegistryReference.Parse(text).Name;
}
