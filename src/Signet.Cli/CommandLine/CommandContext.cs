using System.Text;
using Signet.Cli.Output;
using Signet.Notary.Configuration;

namespace Signet.Cli.CommandLine;

/// <summary>What a command runs in: its streams, its environment, its clock, and the arguments it was given.</summary>
internal sealed class CommandContext
{
    private readonly Func<string, string?> _getVariable;
    private readonly Action<string> _removeVariable;
    private readonly Lazy<TextReader> _in;
    private NotaryDirectories? _directories;

    public CommandContext(
        TextWriter output,
        TextWriter error,
        Func<TextReader> openInput,
        Func<string, string?> getVariable,
        Action<string> removeVariable)
    {
        Out = output;
        Error = error;
        _in = new(openInput);
        _getVariable = getVariable;
        _removeVariable = removeVariable;
    }

    /// <summary>Results and prompts. Written out when the command ends, asks something, or writes to the other stream.</summary>
    public TextWriter Out { get; }

    /// <summary>Errors, warnings and logs.</summary>
    public TextWriter Error { get; }

    public TextReader In => _in.Value;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>True when a person sits before the standard input, so that questions make sense.</summary>
    public bool CanAsk { get; init; }

    /// <summary>True when a person reads standard output, so that nothing may steer the terminal.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Standard output for bytes; null where it only takes text.</summary>
    public Func<Stream>? OpenOutput { get; init; }

    /// <summary>Standard input for bytes; null where it only gives text.</summary>
    public Func<Stream>? OpenInput { get; init; }

    /// <summary>Finds out why standard output could not be written; null when it could.</summary>
    public Func<Exception?> FindOutputFault { get; init; } = () => null;

    /// <summary>Secrets of this run, kept out of everything that is written.</summary>
    public SecretRedactor Redactor { get; } = new();

    /// <summary>True when standard error is a terminal that understands cursor movements.</summary>
    public bool HasErrorTerminal { get; init; }

    /// <summary>Finds the columns of the terminal. Asking sets the terminal up, which commands that draw nothing spare.</summary>
    public Func<int> MeasureTerminal { get; init; } = () => 80;

    /// <summary>Where the user's configuration lives.</summary>
    public NotaryDirectories Directories => _directories ??= NotaryDirectories.FromEnvironment(_getVariable);

    /// <summary>Positional arguments.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary><c>NOTATION_USERNAME</c>, once taken from the environment.</summary>
    public string DefaultUsername { get; private set; } = "";

    /// <summary><c>NOTATION_PASSWORD</c>, once taken from the environment.</summary>
    public string DefaultPassword { get; private set; } = "";

    public string? GetVariable(string name) => _getVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// Takes the registry credential out of the environment, so that no process started from here inherits it
    /// (attack H6).
    /// </summary>
    public void TakeCredentialsFromEnvironment()
    {
        DefaultUsername = GetVariable("NOTATION_USERNAME") ?? "";
        DefaultPassword = GetVariable("NOTATION_PASSWORD") ?? "";
        Redactor.Add(DefaultPassword);
        _removeVariable("NOTATION_USERNAME");
        _removeVariable("NOTATION_PASSWORD");
    }

    /// <summary>Writes bytes as they are to standard output, after what was written before.</summary>
    public async Task WriteBytesAsync(Stream content, CancellationToken cancellationToken)
    {
        await Out.FlushAsync(cancellationToken);
        if (OpenOutput is null)
        {
            using var reader = new StreamReader(content, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
            Out.Write(await reader.ReadToEndAsync(cancellationToken));
            return;
        }

        await using var output = OpenOutput();
        await content.CopyToAsync(output, cancellationToken);
    }

    /// <summary>Standard input as bytes.</summary>
    public async Task<Stream> ReadBytesAsync(CancellationToken cancellationToken) =>
        OpenInput is not null ? OpenInput() : new MemoryStream(Encoding.UTF8.GetBytes(await In.ReadToEndAsync(cancellationToken)));

    /// <summary>Writes one line of result.</summary>
    public void WriteLine(string line) => Out.Write(line + "\n");

    /// <summary>Writes <c>Error: </c> and the message.</summary>
    public void WriteError(string message) => WriteDiagnostic($"Error: {message}\n");

    /// <summary>Writes <c>Warning: </c> and the message.</summary>
    public void WriteWarning(string message) => WriteDiagnostic($"Warning: {message}\n");

    /// <summary>Writes to standard error, after what was written to standard output before.</summary>
    public void WriteDiagnostic(string text)
    {
        Out.Flush();
        Error.Write(Redactor.Redact(text));
        Error.Flush();
    }

    public void Flush()
    {
        Out.Flush();
        Error.Flush();
    }

    /// <summary>
    /// Asks a yes-or-no question. Anything but <c>y</c> or <c>yes</c> is a no and says so; the end of the input is a
    /// no, silent as in <c>notation</c> unless told otherwise.
    /// </summary>
    public async Task<bool> ConfirmAsync(
        string question, CancellationToken cancellationToken, bool isEndOfInputSilent = true)
    {
        Out.Write($"{question} [y/N] ");
        await Out.FlushAsync(cancellationToken);
        var answer = await In.ReadLineAsync(cancellationToken);
        if (answer is null && isEndOfInputSilent)
        {
            return false;
        }

        if (string.Equals(answer, "y", StringComparison.OrdinalIgnoreCase)
            || string.Equals(answer, "yes", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        WriteLine("Operation cancelled.");
        return false;
    }

    /// <summary>Asks for one line; what is offered when it is left empty, or the input ends.</summary>
    public async Task<string> AskAsync(string question, string offered, CancellationToken cancellationToken)
    {
        Out.Write(offered.Length == 0 ? $"{question}: " : $"{question} [{TerminalText.Escape(offered)}]: ");
        await Out.FlushAsync(cancellationToken);
        var answer = (await In.ReadLineAsync(cancellationToken))?.Trim();
        return string.IsNullOrEmpty(answer) ? offered : answer;
    }

    /// <summary>The context of this process.</summary>
    public static CommandContext OfProcess()
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = new StandardStream(Console.OpenStandardOutput());
        return new(
            // A log's line flushes results first, and comes from any thread.
            TextWriter.Synchronized(new StreamWriter(output, encoding, bufferSize: 4096)),
            TextWriter.Synchronized(new StreamWriter(new StandardStream(Console.OpenStandardError()), encoding, bufferSize: 1024)),
            () => new StreamReader(Console.OpenStandardInput(), encoding),
            Environment.GetEnvironmentVariable,
            name => Environment.SetEnvironmentVariable(name, null))
        {
            FindOutputFault = () => output.Fault,
            CanAsk = !Console.IsInputRedirected,
            HasErrorTerminal = !Console.IsErrorRedirected
                && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
            MeasureTerminal = WidthOfTerminal,
            IsTerminal = !Console.IsOutputRedirected,
            OpenOutput = Console.OpenStandardOutput,
            OpenInput = Console.OpenStandardInput,
        };
    }

    private static int WidthOfTerminal()
    {
        try
        {
            // A terminal that does not know its width says 0.
            return Console.WindowWidth is > 0 and var columns ? Math.Max(20, columns) : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
