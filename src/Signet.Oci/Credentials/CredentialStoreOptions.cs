namespace Signet.Oci.Credentials;

/// <summary>What a <see cref="CredentialStore"/> takes from its surroundings.</summary>
public sealed record CredentialStoreOptions
{
    /// <summary>Where helpers are looked for, in the form of the variable <c>PATH</c>.</summary>
    public string SearchPath { get; init; } = Environment.GetEnvironmentVariable("PATH") ?? "";

    /// <summary>
    /// Longest run of a helper. Some of them ask a person for a passphrase, so it is minutes rather than seconds.
    /// </summary>
    public TimeSpan HelperTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Clock of that time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Caps on files and answers.</summary>
    public OciLimits Limits { get; init; } = OciLimits.Default;
}
