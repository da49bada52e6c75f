namespace Signet.Cli.Commands.Plugins;

/// <summary>The key that a plugin was tested with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in the list of signing keys; null when it was named on the command line.</param>
internal sealed record ConformanceKey(string Id, string? Name);
