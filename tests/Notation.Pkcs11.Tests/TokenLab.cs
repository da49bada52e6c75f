// SoftHSM, file modes and terminals as on Unix.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
[assembly: AssemblyFixture(typeof(Notation.Pkcs11.Tests.TokenLab))]

// At every login SoftHSM empties the file of its token, gives up the lock, and writes it anew: who opens the token in between
// finds none.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Notation.Pkcs11.Tests;

/// <summary>
/// One SoftHSM token for all tests that only read it: a key of every kind with its certificate, made on the token or
/// imported from openssl, and the certificates of the authority. Made when first asked for, inside a test, so that a
/// missing peer skips that test with the reason.
/// </summary>
public sealed class TokenLab : IAsyncDisposable
{
    private readonly Lazy<Task<PreparedToken>> _token = new(PreparedToken.MakeAsync);
    private readonly Lazy<Task<string>> _shim = new(Shim.CompileAsync);

    internal Task<PreparedToken> TokenAsync() => _token.Value;

    /// <summary>Full path of the compiled shim.</summary>
    internal Task<string> ShimAsync() => _shim.Value;

    public async ValueTask DisposeAsync()
    {
        if (_token is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            (await _token.Value).Dispose();
        }
    }
}
