namespace Signet.Oci.Remote.Authentication;

/// <summary>A bearer token and what it was asked for. Its text form does not show it.</summary>
internal sealed record AccessToken(string Value, IReadOnlyList<string> Scopes, DateTimeOffset Expires)
{
    public override string ToString() => $"token for {string.Join(' ', Scopes)}";
}
