using System.Text;

namespace Signet.Cli.Output;

/// <summary>
/// Replaces the secrets of this run by <c>*****</c> in whatever is logged or reported: a second line of defence behind
/// the code that never puts them there (attack H6).
/// </summary>
internal sealed class SecretRedactor
{
    private readonly List<string> _secrets = [];

    /// <summary>Keeps <paramref name="secret"/> from being written, also as a URL or a Basic header would hold it.</summary>
    public void Add(string secret, string username = "")
    {
        // What is shorter cannot be told from ordinary text: redacting "a" would mangle every message.
        if (secret.Length < 4)
        {
            return;
        }

        AddForm(secret);
        AddForm(Uri.EscapeDataString(secret));
        AddForm(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
        AddForm(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{secret}")));
    }

    public string Redact(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "*****", StringComparison.Ordinal);
        }

        return text;
    }

    private void AddForm(string secret)
    {
        if (!_secrets.Contains(secret))
        {
            _secrets.Add(secret);
            // A longer form goes first, or a part of it would be replaced and the rest shown.
            _secrets.Sort((a, b) => b.Length.CompareTo(a.Length));
        }
    }
}
