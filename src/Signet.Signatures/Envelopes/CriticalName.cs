namespace Signet.Signatures.Envelopes;

/// <summary>An entry of <c>crit</c>. The text "1" and the COSE label 1 are different names.</summary>
internal readonly record struct CriticalName(string Name, bool IsInteger = false)
{
    public override string ToString() => IsInteger ? $"label {Name}" : $"\"{Name}\"";
}
