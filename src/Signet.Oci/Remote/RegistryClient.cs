using System.Collections.Concurrent;
using System.Net;
using Signet.Oci.References;
using Signet.Oci.Remote.Authentication;
using Signet.Oci.Remote.Referrers;
using Signet.Oci.Remote.Transport;

namespace Signet.Oci.Remote;

/// <summary>
/// Speaks to registries (OCI distribution-spec 1.1). One client holds one pool of connections and the tokens of every
/// registry it met, so a program needs one; it is safe for concurrent use.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryClientOptions _options;
    private readonly HttpMessageInvoker _invoker;
    private readonly HttpExchange _exchange;
    private readonly CancellationTokenSource _lifetime = new();
    private readonly ConcurrentDictionary<string, RegistryConnection> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReferrersState> _referrers = new(StringComparer.Ordinal);

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <exception cref="OciException">The CA file or the client certificate cannot be used.</exception>
    public RegistryClient(RegistryClientOptions? options = null)
    {
        _options = options ?? new RegistryClientOptions();
        _invoker = new HttpMessageInvoker(HandlerFactory.Create(_options, IsRegistryHost));
        _exchange = new HttpExchange(
            _invoker,
            _options.Limits,
            _options.TimeProvider,
            new HttpTrace(_options.Logger, _options.Headers.Select(header => header.Key)),
            _options.UserAgent);
    }

    /// <summary>One repository; nothing is sent yet.</summary>
    /// <param name="registry">Host, with port when there is one; <c>docker.io</c> stands for Docker Hub.</param>
    /// <param name="repository">Repository path.</param>
    /// <param name="access">What it is going to be used for; decides what the first token is asked for.</param>
    /// <exception cref="FormatException">One of them is not in the specification's form.</exception>
    public RemoteRepository GetRepository(
        string registry, string repository, RepositoryAccess access = RepositoryAccess.Pull)
    {
        ArgumentNullException.ThrowIfNull(registry);
        if (!RepositoryName.IsValid(repository))
        {
            throw new FormatException($"invalid repository \"{repository}\"");
        }

        var endpoint = new RepositoryEndpoint(Connect(registry), repository, access, _options.ManifestMediaTypes);
        return new RemoteRepository(
            endpoint, _referrers.GetOrAdd(endpoint.Name, _ => new ReferrersState(_options.Referrers)));
    }

    /// <summary>
    /// Asks the registry's root, with the credential when it wants one: what <c>login</c> checks a password with.
    /// </summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.Unauthorized"/> when the credential is refused; others when the registry cannot be asked.
    /// </exception>
    public Task PingAsync(string registry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var connection = Connect(registry);
        return connection.SendAsync(
            new RegistryRequest { Method = HttpMethod.Get, Uri = connection.Address.Root },
            async (response, ct) => response.Status == HttpStatusCode.OK ? true : throw await response.FailureAsync(ct),
            cancellationToken);
    }

    /// <summary>
    /// Names of the repositories of a registry, in its order, those after <paramref name="last"/> only. Many registries
    /// offer this to administrators or to nobody (distribution-spec has no such endpoint; this is Docker's
    /// <c>_catalog</c>).
    /// </summary>
    /// <exception cref="FormatException"><paramref name="registry"/> is no registry.</exception>
    /// <exception cref="OciException">The registry does not list its repositories, or cannot be asked.</exception>
    public IAsyncEnumerable<string> ListRepositoriesAsync(
        string registry, string? last = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return new Catalog(Connect(registry)).ListAsync(last, cancellationToken);
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _lifetime.Cancel();
        _lifetime.Dispose();
        _invoker.Dispose();
    }

    private RegistryConnection Connect(string registry)
    {
        if (!RepositoryName.IsValidRegistry(registry))
        {
            throw new FormatException($"invalid registry \"{registry}\"");
        }

        return _connections.GetOrAdd(registry, _ =>
        {
            var address = RegistryAddress.Of(registry, _options.IsPlainHttp(registry));
            var tokens = new TokenClient(_exchange, _options.ClientId);
            return new RegistryConnection(
                address,
                _exchange,
                new Authenticator(address, _options, tokens, _lifetime.Token),
                _options.Retry,
                _options.Headers);
        });
    }

    // A redirect or a token service leads elsewhere, and need not learn who the client is.
    private bool IsRegistryHost(string host) =>
        _connections.Values.Any(c => string.Equals(c.Address.Root.IdnHost, host, StringComparison.OrdinalIgnoreCase));
}
