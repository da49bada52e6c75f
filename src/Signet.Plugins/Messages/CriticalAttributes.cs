using System.Text.Json;

namespace Signet.Plugins.Messages;

/// <summary>Signed attributes of a signature.</summary>
public sealed record CriticalAttributes
{
    /// <summary>Media type of the payload.</summary>
    public string ContentType { get; init; } = "";

    /// <summary><c>notary.x509</c> or <c>notary.x509.signingAuthority</c>.</summary>
    public string SigningScheme { get; init; } = "";

    /// <summary>When the signature stops counting.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>The signing authority's time; only in its scheme.</summary>
    public DateTimeOffset? AuthenticSigningTime { get; init; }

    /// <summary>The plugin the signature asks for.</summary>
    public string? VerificationPlugin { get; init; }

    /// <summary>Lowest version of it.</summary>
    public string? VerificationPluginMinVersion { get; init; }

    /// <summary>Further attributes: strings, numbers, null.</summary>
    public IReadOnlyDictionary<string, JsonElement>? ExtendedAttributes { get; init; }
}
