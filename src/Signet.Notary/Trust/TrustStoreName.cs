namespace Signet.Notary.Trust;

/// <summary>A named store, <c>type:name</c> in a policy.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name, checked against <c>[a-zA-Z0-9_.-]+</c> and not <c>.</c> or <c>..</c>.</param>
public sealed record TrustStoreName(TrustStoreType Type, string Name)
{
    /// <summary>The type as files and policies spell it: <c>ca</c>, <c>signingAuthority</c>, <c>tsa</c>.</summary>
    public string TypeName => Type switch
    {
        TrustStoreType.Ca => "ca",
        TrustStoreType.SigningAuthority => "signingAuthority",
        _ => "tsa",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}:{Name}";
}
