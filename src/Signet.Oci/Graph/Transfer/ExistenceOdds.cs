namespace Signet.Oci.Graph.Transfer;

/// <summary>
/// Whether asking for a small blob is worth it. A question costs a round trip, and sending a small blob again costs little
/// more than one: so as long as nothing is found only now and then one is asked for, and when something is, all are.
/// </summary>
internal sealed class ExistenceOdds
{
    private const int First = 4;
    private const int Sample = 16;

    private readonly Lock _gate = new();
    private int _seen;
    private int _asked;
    private int _found;

    public bool IsWorthAsking()
    {
        lock (_gate)
        {
            return _seen++ < First || _found * 4 >= _asked || _seen % Sample == 0;
        }
    }

    public void Learn(bool isThere)
    {
        lock (_gate)
        {
            _asked++;
            _found += isThere ? 1 : 0;
        }
    }
}
