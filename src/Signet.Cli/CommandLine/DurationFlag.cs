namespace Signet.Cli.CommandLine;

/// <summary>A duration in Go's syntax, for example <c>36h</c> or <c>1m30s</c>.</summary>
internal sealed class DurationFlag(string name, char shorthand, string usage, string defaultText = "")
    : Flag(name, shorthand, usage)
{
    /// <summary>The value, exact to the nanosecond; zero when the flag was not given.</summary>
    public GoDuration Value { get; private set; }

    public override string TypeName => "duration";

    public override string? DefaultText => defaultText.Length == 0 ? null : defaultText;

    protected override string? FindFault(string value)
    {
        if (!GoDuration.TryParse(value, out var duration, out var fault))
        {
            return fault;
        }

        Value = duration;
        return null;
    }
}
