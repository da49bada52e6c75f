using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>-o, --output</c>, written as <see cref="OutputFile"/> says.</summary>
internal sealed class OutputFlag(string what)
{
    private readonly StringFlag _path = new("output", 'o', $"file to write {what} to, use - for stdout");

    public bool IsSet => _path.IsSet;

    public bool IsStandardOutput => _path.Value == "-";

    /// <summary>The file; null when there is none.</summary>
    public string? FilePath => _path.Value.Length > 0 && !IsStandardOutput ? _path.Value : null;

    public void AddTo(FlagSet flags) => flags.Add(_path);

    /// <exception cref="CommandException">The flag is there without a path.</exception>
    public void Check()
    {
        if (_path is { IsSet: true, Value.Length: 0 })
        {
            throw new CommandException("--output needs the path of a file, or - for standard output");
        }
    }

    /// <summary>Writes <paramref name="content"/> into <see cref="FilePath"/>.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync((stream, ct) => stream.WriteAsync(content, ct).AsTask(), cancellationToken);

    /// <summary>Lets <paramref name="write"/> write into <see cref="FilePath"/>.</summary>
    public Task WriteAsync(Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        OutputFile.WriteAsync(FilePath!, write, cancellationToken);
}
