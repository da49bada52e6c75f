namespace Signet.Oci.Remote;

/// <summary>What a registry said to a manifest it stored.</summary>
/// <param name="Subject"><c>OCI-Subject</c>: the registry lists the manifest among this one's referrers itself.</param>
internal sealed record PutAnswer(Digest? Subject);
