namespace Signet.Notary.Trust;

/// <summary>Metadata that must be signed: <c>key</c> or <c>key=value</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value it must have, exactly; null for any.</param>
public sealed record UserMetadataRequirement(string Key, string? Value)
{
    /// <summary>Reads <c>key</c> or <c>key=value</c>, split at the first equals sign; null without a key.</summary>
    public static UserMetadataRequirement? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals == 0 || text.Length == 0 ? null
            : equals < 0 ? new(text, null)
            : new(text[..equals], text[(equals + 1)..]);
    }

    /// <inheritdoc/>
    public override string ToString() => Value is null ? Key : $"{Key}={Value}";
}
