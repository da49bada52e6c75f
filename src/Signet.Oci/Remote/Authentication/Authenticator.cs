using Signet.Oci.Credentials;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote.Authentication;

/// <summary>
/// Authenticates to one registry. Nothing is asked for before the registry asks: the first request goes out as it is, and
/// what its challenge teaches serves all later ones.
/// </summary>
internal sealed class Authenticator(
    RegistryAddress registry,
    RegistryClientOptions options,
    TokenClient tokens,
    CancellationToken clientLifetime)
{
    private readonly TokenCache _cache = new(options.TimeProvider);
    private readonly Lock _lock = new();
    private Task<Credential?>? _credential;
    private volatile Challenge? _known;

    /// <summary>What to send a request with from the start; null when nothing is known to be needed.</summary>
    public async ValueTask<Authorization?> FindAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        if (_known is not { } challenge)
        {
            return null;
        }

        var credential = await CredentialAsync(cancellationToken);
        if (challenge.Scheme == Challenge.Basic)
        {
            return HasPassword(credential) ? new(TokenClient.Basic(credential!), IsFinal: true) : null;
        }

        if (credential is { AccessToken.Length: > 0 })
        {
            return new(Bearer(credential.AccessToken), IsFinal: true);
        }

        var scopes = TokenScopes.Merge(request.Scopes);
        return _cache.Find(scopes) is { } token
            ? new(Bearer(token.Value), IsFinal: false)
            : await FetchAsync(challenge, scopes, credential, isFinal: false, cancellationToken);
    }

    /// <summary>
    /// What to send a request with after <paramref name="response"/> (401) to one that was sent with
    /// <paramref name="used"/>; null when the refusal is final.
    /// </summary>
    public async ValueTask<Authorization?> AnswerAsync(
        RegistryRequest request, HttpResponseMessage response, Authorization? used, CancellationToken cancellationToken)
    {
        if (Challenge.Choose(response) is not { } challenge || used is { IsFinal: true })
        {
            return null;
        }

        var credential = await CredentialAsync(cancellationToken);
        if (challenge.Scheme == Challenge.Basic)
        {
            _known = challenge;
            return HasPassword(credential)
                ? new(TokenClient.Basic(credential!), IsFinal: true)
                : throw new OciException(OciError.Unauthorized, $"{request}: basic credential not found") { StatusCode = 401 };
        }

        RealmRules.Check(challenge["realm"], registry, options.IsPlainHttp);
        _known = challenge;
        if (credential is { AccessToken.Length: > 0 })
        {
            return new(Bearer(credential.AccessToken), IsFinal: true);
        }

        var scopes = TokenScopes.Merge(
            request.Scopes.Concat(challenge["scope"].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        if (used is not null)
        {
            _cache.Remove(used.Header["Bearer ".Length..]);
        }

        // Somebody else may have got it meanwhile; it is no fresh one, so a refusal leads to one more fetch.
        return _cache.Find(scopes) is { } token
            ? new(Bearer(token.Value), IsFinal: false)
            : await FetchAsync(challenge, scopes, credential, isFinal: true, cancellationToken);
    }

    private async Task<Authorization> FetchAsync(
        Challenge challenge,
        IReadOnlyList<string> scopes,
        Credential? credential,
        bool isFinal,
        CancellationToken cancellationToken)
    {
        var realm = RealmRules.Check(challenge["realm"], registry, options.IsPlainHttp);
        var token = await _cache.FetchAsync(
            scopes,
            () => tokens.FetchAsync(realm, challenge["service"], scopes, credential, clientLifetime),
            cancellationToken);
        return new(Bearer(token.Value), isFinal);
    }

    // Asking can start a credential helper: once for a client, not once for a request.
    private async Task<Credential?> CredentialAsync(CancellationToken cancellationToken)
    {
        if (options.Credentials is not { } source)
        {
            return null;
        }

        Task<Credential?> lookup;
        lock (_lock)
        {
            if (_credential is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _credential = Task.Run(() => source.GetAsync(registry.Registry, clientLifetime).AsTask(), CancellationToken.None);
            }

            lookup = _credential;
        }

        return await lookup.WaitAsync(cancellationToken) is { IsEmpty: false } credential ? credential : null;
    }

    private static bool HasPassword(Credential? credential) =>
        credential is { Username.Length: > 0 } or { Password.Length: > 0 };

    private static string Bearer(string token) => "Bearer " + token;
}
