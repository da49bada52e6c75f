using Signet.Oci.Credentials;

namespace Signet.Oci.Tests.Remote;

/// <summary>The same answer for every registry, so that a test sees who it is sent to.</summary>
internal sealed class OneCredential(Credential? credential) : ICredentialSource
{
    /// <summary>What the scripted registry accepts.</summary>
    public static Credential User { get; } = new() { Username = "user", Password = "pass-example" };

    public ValueTask<Credential?> GetAsync(string registry, CancellationToken cancellationToken = default) => new(credential);
}
