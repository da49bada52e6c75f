using System.Collections.Concurrent;

namespace Signet.Oci.Remote.Referrers;

/// <summary>What a client has learned about one repository's referrers; shared by all its users in the process.</summary>
internal sealed class ReferrersState(ReferrersMode mode)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _writers = new(StringComparer.Ordinal);
    private volatile ReferrersSupport _support = mode switch
    {
        ReferrersMode.Api => ReferrersSupport.Api,
        ReferrersMode.Tag => ReferrersSupport.Tag,
        _ => ReferrersSupport.Unknown,
    };

    public ReferrersMode Mode => mode;

    public ReferrersSupport Support => _support;

    /// <summary>True once the registry refused to delete a replaced index; asking again would change nothing.</summary>
    public bool KeepsOldIndexes { get; set; }

    /// <summary>Records what an answer showed. The first finding stays: a registry does not change within a run.</summary>
    public void Learn(ReferrersSupport found)
    {
        if (_support == ReferrersSupport.Unknown)
        {
            _support = found;
        }
    }

    /// <summary>The lock under which this process writes one fallback tag: writers wait instead of racing.</summary>
    public SemaphoreSlim Writer(string tag) => _writers.GetOrAdd(tag, _ => new SemaphoreSlim(1, 1));
}
