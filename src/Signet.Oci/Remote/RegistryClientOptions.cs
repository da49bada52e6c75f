using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Oci.Credentials;

namespace Signet.Oci.Remote;

/// <summary>How a <see cref="RegistryClient"/> speaks to registries.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>Where credentials come from; null for anonymous access only.</summary>
    public ICredentialSource? Credentials { get; init; }

    /// <summary>The <c>User-Agent</c> header.</summary>
    public string UserAgent { get; init; } = "signet";

    /// <summary>The <c>client_id</c> of OAuth2 token requests.</summary>
    public string ClientId { get; init; } = "signet";

    /// <summary>
    /// True for a registry that is spoken to without TLS. Credentials are then sent in the clear, so the answer is the
    /// user's to give. The default is the rule of <see cref="PlainHttpRules"/> without a list.
    /// </summary>
    public Func<string, bool> IsPlainHttp { get; init; } =
        registry => PlainHttpRules.IsPlainHttp(registry, [], insecureRegistry: false);

    /// <summary>
    /// A PEM file of certificate authorities that replaces the machine's for every TLS connection of this client; null to
    /// trust the machine's.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>
    /// True to take any server certificate: whoever sits between can read and change everything, credentials included.
    /// Digests still protect content that is asked for by digest.
    /// </summary>
    public bool AcceptsAnyServerCertificate { get; init; }

    /// <summary>
    /// PEM files of a certificate and its private key that identify the client to the registries it is used with, and to
    /// no other host; null for none.
    /// </summary>
    public ClientCertificateFiles? ClientCertificate { get; init; }

    /// <summary>
    /// Addresses to connect to in place of what the name of a <c>host:port</c> resolves to. Names in requests and in
    /// certificates stay as they are.
    /// </summary>
    public IReadOnlyDictionary<string, IPEndPoint> Addresses { get; init; } = new Dictionary<string, IPEndPoint>();

    /// <summary>
    /// Headers added to each request to a registry. They can hold secrets: they go to no other origin, not to a token
    /// service and not along a redirect, and no log shows them.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Media types to ask for when a manifest is resolved or fetched by tag or digest; empty for all that are known.
    /// </summary>
    public IReadOnlyList<string> ManifestMediaTypes { get; init; } = [];

    /// <summary>How referrers are found and recorded.</summary>
    public ReferrersMode Referrers { get; init; } = ReferrersMode.Auto;

    /// <summary>Caps on what registries send.</summary>
    public OciLimits Limits { get; init; } = OciLimits.Default;

    /// <summary>When a request is sent again.</summary>
    public RetryOptions Retry { get; init; } = RetryOptions.Default;

    /// <summary>The clock that all waits and lifetimes use.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Receives one record for each request and response at debug level, secrets removed.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
