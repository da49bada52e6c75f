using System.Diagnostics.CodeAnalysis;

namespace Signet.Signatures.Envelopes;

/// <summary>
/// The outcome of checking an envelope's integrity: its content, or the rule it breaks. Never both, so that nothing
/// unverified is read by mistake.
/// </summary>
public sealed class EnvelopeVerification
{
    private EnvelopeVerification(EnvelopeContent? content, EnvelopeFault? fault)
    {
        Content = content;
        Fault = fault;
    }

    /// <summary>The content, when the envelope holds; else null.</summary>
    public EnvelopeContent? Content { get; }

    /// <summary>The broken rule, when it does not; else null.</summary>
    public EnvelopeFault? Fault { get; }

    /// <summary>True when every check passed.</summary>
    [MemberNotNullWhen(true, nameof(Content))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsValid => Content is not null;

    /// <summary>The envelope holds.</summary>
    public static EnvelopeVerification Valid(EnvelopeContent content) => new(content, null);

    /// <summary>The envelope breaks a rule.</summary>
    public static EnvelopeVerification Invalid(EnvelopeFault fault) => new(null, fault);
}
