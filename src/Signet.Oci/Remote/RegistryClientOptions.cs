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
