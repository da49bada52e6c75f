namespace Signet.Notary.Trust;

/// <summary>A signature that counts towards a threshold.</summary>
/// <param name="Index">Its position in the list that was counted.</param>
/// <param name="Identity">The trusted identity it counts for, as the policy writes it.</param>
public sealed record CountedSignature(int Index, string Identity);
