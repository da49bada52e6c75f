namespace Signet.Oci.Remote.Authentication;

/// <summary>What one request is sent with. Its text form does not show it.</summary>
/// <param name="Header">Value of the <c>Authorization</c> header.</param>
/// <param name="IsFinal">True when a refusal is final: there is nothing newer to try.</param>
internal sealed record Authorization(string Header, bool IsFinal)
{
    public override string ToString() => "authorization";
}
