using System.Globalization;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>A header label: a number or a text (RFC 9052, section 1.4).</summary>
internal readonly record struct CoseLabel(long Number, string? Text)
{
    public bool IsInteger => Text is null;

    public string Name => Text ?? Number.ToString(CultureInfo.InvariantCulture);

    public static implicit operator CoseLabel(long number) => new(number, null);

    public static implicit operator CoseLabel(string text) => new(0, text);

    public override string ToString() => IsInteger ? $"label {Name}" : $"\"{Name}\"";
}
