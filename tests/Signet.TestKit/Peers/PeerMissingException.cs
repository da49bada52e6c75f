namespace Signet.TestKit.Peers;

/// <summary>A peer is not on this machine. The message starts with the marker by which xunit knows a dynamic skip.</summary>
public sealed class PeerMissingException : Exception
{
    private const string DynamicSkip = "$XunitDynamicSkip$";

    private PeerMissingException(string message)
        : base(message)
    {
    }

    public static PeerMissingException For(string name, string remedy) =>
        new($"{DynamicSkip}the real {name} is not on this machine: {remedy}");
}
