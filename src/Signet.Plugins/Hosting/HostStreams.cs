namespace Signet.Plugins.Hosting;

/// <summary>The three streams of one call.</summary>
internal sealed class HostStreams(Stream input, Stream output, Stream error) : IAsyncDisposable
{
    public Stream Input { get; } = input;

    public Stream Output { get; } = output;

    public Stream Error { get; } = error;

    /// <summary>
    /// The process's own, and from now on the only way to them: what the plugin or a library below it writes with
    /// <see cref="Console"/> goes nowhere, because one stray line would make the answer unreadable. It stays so until the
    /// process ends; a task that outlives the call must not append to the answer either.
    /// </summary>
    public static HostStreams TakeOver()
    {
        var streams = new HostStreams(
            Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError());
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        Console.SetIn(TextReader.Null);
        return streams;
    }

    public async ValueTask DisposeAsync()
    {
        await Output.DisposeAsync();
        await Error.DisposeAsync();
    }
}
