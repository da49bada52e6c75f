using System.Collections.Concurrent;

namespace Signet.Interop.Tests;

/// <summary>Counts the cells that hold: envelope format × key × place × who signs and who verifies.</summary>
public sealed class InteropMatrix
{
    public static readonly string[] Formats = ["jws", "cose"];

    public static readonly string[] Keys = ["rsa-2048", "rsa-3072", "rsa-4096", "ec-256", "ec-384", "ec-521"];

    private static readonly string[] Places = ["registry", "layout"];

    private readonly ConcurrentDictionary<string, bool> _held = new();

    public static int Size => Formats.Length * Keys.Length * Places.Length * 2;

    /// <summary>Format, key, signer and verifier of every cell at one place.</summary>
    public static TheoryData<string, string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string, string>();
            foreach (var format in Formats)
            {
                foreach (var key in Keys)
                {
                    cells.Add(format, key, Tool.Notation, Tool.Signet);
                    cells.Add(format, key, Tool.Signet, Tool.Notation);
                }
            }

            return cells;
        }
    }

    public void Holds(string place, string format, string key, string signer) =>
        _held[$"{place} {format} {key} {signer}"] = true;

    public override string ToString() => $"interop matrix: {_held.Count} of {Size} cells";
}
