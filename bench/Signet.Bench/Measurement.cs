namespace Signet.Bench;

/// <summary>What one tool took for one scenario. Times in milliseconds, medians.</summary>
internal sealed record Measurement
{
    /// <summary>Whole process against a registry on loopback.</summary>
    public required double NearMilliseconds { get; init; }

    /// <summary>Whole process against the registry 50 ms away; NaN when no registry takes part.</summary>
    public double FarMilliseconds { get; init; } = double.NaN;

    /// <summary>Largest resident memory of any run, MiB.</summary>
    public required double PeakMebibytes { get; init; }

    /// <summary>HTTP requests of one far run.</summary>
    public int Requests { get; init; }

    /// <summary>Round trips one after the other: what the distance added, in units of the round trip.</summary>
    public double Waves => (FarMilliseconds - NearMilliseconds) / Lab.RoundTrip.TotalMilliseconds;
}
