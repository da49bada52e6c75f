namespace Signet.Oci.Credentials;

/// <summary>What authenticates to one registry. Its text form never shows a secret.</summary>
public sealed record Credential
{
    /// <summary>User name; empty when only a token is used.</summary>
    public string Username { get; init; } = "";

    /// <summary>Password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Identity token: an OAuth2 refresh token that buys access tokens.</summary>
    public string RefreshToken { get; init; } = "";

    /// <summary>Registry token: sent as it is.</summary>
    public string AccessToken { get; init; } = "";

    /// <summary>True when there is nothing to authenticate with.</summary>
    public bool IsEmpty =>
        Username.Length == 0 && Password.Length == 0 && RefreshToken.Length == 0 && AccessToken.Length == 0;

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "no credential" : $"credential of user \"{Username}\"";
}
