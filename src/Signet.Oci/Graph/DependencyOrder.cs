namespace Signet.Oci.Graph;

/// <summary>Puts nodes behind everything they name.</summary>
internal static class DependencyOrder
{
    /// <summary>Walks depth first without recursion: a chain is as deep as somebody wants to make it.</summary>
    /// <exception cref="OciException">
    /// The graph runs in a circle. Digests make that impossible where content is checked, so who holds it lies (attack A13).
    /// </exception>
    public static List<GraphNode> Of(IReadOnlyList<GraphNode> roots, IReadOnlyCollection<GraphNode> all)
    {
        var order = new List<GraphNode>(all.Count);
        var done = new HashSet<GraphNode>(all.Count);
        var open = new HashSet<GraphNode>();
        var path = new Stack<(GraphNode Node, int Next)>();
        foreach (var start in roots.Concat(all))
        {
            if (!done.Contains(start))
            {
                path.Push((start, 0));
                open.Add(start);
            }

            while (path.TryPop(out var step))
            {
                var (node, next) = step;
                if (next == node.Successors.Count)
                {
                    open.Remove(node);
                    done.Add(node);
                    order.Add(node);
                    continue;
                }

                path.Push((node, next + 1));
                var successor = node.Successors[next];
                if (done.Contains(successor))
                {
                    continue;
                }

                if (!open.Add(successor))
                {
                    throw new OciException(
                        OciError.Malformed,
                        $"the graph runs in a circle: {successor.Descriptor.Digest} is needed by itself, through "
                        + $"{node.Descriptor.Digest}");
                }

                path.Push((successor, 0));
            }
        }

        return order;
    }
}
