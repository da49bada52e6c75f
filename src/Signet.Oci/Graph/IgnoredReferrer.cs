namespace Signet.Oci.Graph;

/// <summary>
/// An entry of a referrers list that could not be used. It is told, and hides nothing else (attacks A7, A12).
/// </summary>
/// <param name="Descriptor">The entry.</param>
/// <param name="Subject">Whose list it was in.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record IgnoredReferrer(Descriptor Descriptor, Digest Subject, string Reason);
