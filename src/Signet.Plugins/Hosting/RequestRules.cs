using System.Globalization;
using Signet.Plugins.Messages;
using Signet.Plugins.Signing;

namespace Signet.Plugins.Hosting;

/// <summary>
/// Checks that a request has what its command requires, and puts absent values in one form. The plugin's code then need
/// not ask whether a member is there.
/// </summary>
internal static class RequestRules
{
    public static GetMetadataRequest Check(GetMetadataRequest request)
    {
        CheckConfig(request.PluginConfig);
        return request;
    }

    public static DescribeKeyRequest Check(DescribeKeyRequest request)
    {
        CheckCommon(request);
        Require(request.KeyId, "keyId");
        return request;
    }

    public static GenerateSignatureRequest Check(GenerateSignatureRequest request)
    {
        CheckCommon(request);
        Require(request.KeyId, "keyId");
        Require(request.KeySpec, "keySpec");
        Require(request.HashAlgorithm, "hashAlgorithm");
        Require(request.Payload, "payload");
        var spec = PluginKeySpec.Find(request.KeySpec)
            ?? throw Invalid($"keySpec must be one of {string.Join(", ", PluginKeySpec.All)}");
        return request.HashAlgorithm == spec.HashName
            ? request
            : throw Invalid($"hashAlgorithm must be {spec.HashName}, the only one for a key of kind {spec.Name}");
    }

    public static GenerateEnvelopeRequest Check(GenerateEnvelopeRequest request)
    {
        CheckCommon(request);
        Require(request.KeyId, "keyId");
        Require(request.PayloadType, "payloadType");
        Require(request.SignatureEnvelopeType, "signatureEnvelopeType");
        Require(request.Payload, "payload");
        // Hosts leave it out instead of sending 0; the two mean the same.
        return request.ExpiryDurationInSeconds switch
        {
            < 0 => throw Invalid("expiryDurationInSeconds must not be negative"),
            0 => request with { ExpiryDurationInSeconds = null },
            _ => request,
        };
    }

    public static VerifySignatureRequest Check(VerifySignatureRequest request, IReadOnlyList<string> capabilities)
    {
        CheckCommon(request);
        if (request.Signature is not { CriticalAttributes: { } attributes } signature)
        {
            throw Missing("signature.criticalAttributes");
        }

        Require(attributes.ContentType, "signature.criticalAttributes.contentType");
        Require(attributes.SigningScheme, "signature.criticalAttributes.signingScheme");
        RequireAll(signature.CertificateChain, "signature.certificateChain", der => der.IsEmpty);
        if (signature.UnprocessedAttributes?.Any(string.IsNullOrEmpty) == true)
        {
            throw Invalid("signature.unprocessedAttributes must not have empty names");
        }

        if (request.TrustPolicy is not { } policy)
        {
            throw Missing("trustPolicy");
        }

        RequireAll(policy.SignatureVerification, "trustPolicy.signatureVerification", string.IsNullOrEmpty);
        if (policy.SignatureVerification.FirstOrDefault(c => !capabilities.Contains(c)) is { } foreign)
        {
            throw Invalid($"trustPolicy.signatureVerification asks for {Printable.Line(foreign)}, which this plugin cannot do");
        }

        return request with
        {
            Signature = signature with
            {
                CriticalAttributes = attributes with
                {
                    Expiry = OrNull(attributes.Expiry),
                    AuthenticSigningTime = OrNull(attributes.AuthenticSigningTime),
                },
                UnprocessedAttributes = signature.UnprocessedAttributes ?? [],
            },
            TrustPolicy = policy with { TrustedIdentities = policy.TrustedIdentities ?? [] },
        };
    }

    private static void CheckCommon(PluginRequest request)
    {
        Require(request.ContractVersion, "contractVersion");
        CheckContractVersion(request.ContractVersion);
        CheckConfig(request.PluginConfig);
    }

    /// <summary>
    /// "Plugin contract versioning": a request of the same major version and the same or a lower minor one is understood;
    /// later minor versions can hold what this library would pass over.
    /// </summary>
    private static void CheckContractVersion(string version)
    {
        var (major, minor) = Parse(PluginProtocol.ContractVersion)!.Value;
        if (Parse(version) is not { } asked || asked.Major != major || asked.Minor > minor)
        {
            throw new PluginException(
                PluginErrorCode.UnsupportedContractVersion,
                $"the request's contractVersion is {Printable.Line(version)}; this plugin speaks {PluginProtocol.ContractVersion}");
        }

        static (int Major, int Minor)? Parse(string text) =>
            text.Split('.') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                ? (major, minor) : null;
    }

    private static void CheckConfig(IReadOnlyDictionary<string, string>? config)
    {
        foreach (var (key, value) in config ?? new Dictionary<string, string>())
        {
            if (value is null)
            {
                throw Invalid($"pluginConfig must have a text for \"{Printable.Line(key)}\", not null");
            }
        }
    }

    /// <summary>notation's Go code writes an absent time as the year 1.</summary>
    private static DateTimeOffset? OrNull(DateTimeOffset? time) => time?.UtcDateTime == DateTime.MinValue ? null : time;

    private static void Require(string? value, string member)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw Missing(member);
        }
    }

    private static void Require(ReadOnlyMemory<byte> value, string member)
    {
        if (value.IsEmpty)
        {
            throw Missing(member);
        }
    }

    private static void RequireAll<T>(IReadOnlyList<T>? values, string member, Func<T, bool> isEmpty)
    {
        if (values is not { Count: > 0 })
        {
            throw Missing(member);
        }

        if (values.Any(isEmpty))
        {
            throw Invalid($"{member} must not have empty elements");
        }
    }

    private static PluginException Missing(string member) => Invalid($"{member} is required and must not be empty");

    private static PluginException Invalid(string what) => new(PluginErrorCode.Validation, $"the request is not valid: {what}");
}
