namespace Signet.Oci.Remote.Authentication;

/// <summary>What a registry asks for in <c>WWW-Authenticate</c> (RFC 9110 §11.6.1).</summary>
/// <param name="Scheme">Authentication scheme, lower case.</param>
/// <param name="Parameters">Parameters; names without regard to case, the first of equal names counts.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public const string Basic = "basic";

    public const string Bearer = "bearer";

    public string this[string name] => Parameters.GetValueOrDefault(name, "");

    /// <summary>
    /// The challenge to answer: Bearer before Basic, as Docker's clients prefer; null when neither is offered.
    /// </summary>
    public static Challenge? Choose(HttpResponseMessage response)
    {
        var offered = response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var headers)
            ? headers.SelectMany(ChallengeParser.Parse).ToArray()
            : [];
        return Array.Find(offered, c => c.Scheme == Bearer) ?? Array.Find(offered, c => c.Scheme == Basic);
    }
}
