using System.Runtime.InteropServices;

namespace Signet.Plugins.Hosting;

/// <summary>Turns Ctrl-C and SIGTERM into a cancelled token, so that a plugin can log out of its key service.</summary>
internal static class Interruption
{
    // Held for the life of the process: a registration that is collected no longer watches.
    private static readonly List<PosixSignalRegistration> Registrations = [];

    public static CancellationToken Watch()
    {
        var source = new CancellationTokenSource();
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            Registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                // The second time the user means it: the default action ends the process at once.
                context.Cancel = !source.IsCancellationRequested;
                source.Cancel();
            }));
        }

        return source.Token;
    }
}
