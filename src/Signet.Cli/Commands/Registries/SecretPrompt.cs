using System.Text;
using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Registries;

/// <summary>Asks for what must not be seen.</summary>
internal static class SecretPrompt
{
    /// <summary>The longest secret that is read: identity tokens stay far below it.</summary>
    private const int MaxCharacters = 64 * 1024;

    /// <summary>The whole of standard input without one line end.</summary>
    public static async Task<string> ReadAllAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var buffer = new char[MaxCharacters + 1];
        var length = await context.In.ReadBlockAsync(buffer, cancellationToken);
        if (length > MaxCharacters)
        {
            throw new CommandException($"the password on standard input is longer than {MaxCharacters} characters");
        }

        var text = buffer.AsSpan(0, length);
        text = text is [.. var line, '\n'] ? line : text;
        text = text is [.. var cut, '\r'] ? cut : text;
        var secret = text.ToString();
        Array.Clear(buffer);
        return secret;
    }

    /// <summary>One line, shown while it is typed; null at the end of the input.</summary>
    public static async Task<string?> AskLineAsync(
        CommandContext context, string prompt, CancellationToken cancellationToken)
    {
        context.Out.Write(prompt);
        await context.Out.FlushAsync(cancellationToken);
        return await context.In.ReadLineAsync(cancellationToken);
    }

    /// <summary>A secret: not echoed on a terminal; otherwise the rest of the input.</summary>
    public static async Task<string> AskSecretAsync(
        CommandContext context, string prompt, CancellationToken cancellationToken)
    {
        context.Out.Write(prompt);
        await context.Out.FlushAsync(cancellationToken);
        var secret = Console.IsInputRedirected ? await ReadAllAsync(context, cancellationToken) : ReadKeys();
        context.WriteLine("");
        return secret;
    }

    private static string ReadKeys()
    {
        var secret = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                secret.Length -= secret.Length > 0 ? 1 : 0;
            }
            else if (!char.IsControl(key.KeyChar) && secret.Length < MaxCharacters)
            {
                secret.Append(key.KeyChar);
            }
        }

        return secret.ToString();
    }
}
