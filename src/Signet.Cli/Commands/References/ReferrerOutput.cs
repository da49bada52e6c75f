using System.Text.Json;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.References;

/// <summary>A tree of referrers as <c>oras discover</c> shows it, with annotations in order.</summary>
internal static class ReferrerOutput
{
    /// <summary>The tree for people: referrers of one manifest under one node for each artifact type.</summary>
    public static string Tree(Target target, ReferrerTree root)
    {
        var tree = new TreeNode(target.At(root.Descriptor.Digest));
        Add(tree, root);
        return tree.ToString();
    }

    /// <summary>The same as JSON.</summary>
    public static byte[] Json(Target target, ReferrerTree root) =>
        DescriptorJson.Write(writer => Write(writer, target, root));

    private static void Add(TreeNode tree, ReferrerTree node)
    {
        foreach (var group in node.Referrers.GroupBy(r => r.Descriptor.ArtifactType ?? "<unknown>"))
        {
            var type = tree.Add(group.Key);
            foreach (var referrer in group)
            {
                var shown = type.Add(referrer.Descriptor.Digest.ToString());
                if (referrer.Descriptor.Annotations is { Count: > 0 } annotations)
                {
                    var list = shown.Add("[annotations]");
                    foreach (var (key, value) in annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    {
                        list.Add(YamlText.Scalar(key), YamlText.Scalar(value));
                    }
                }

                Add(shown, referrer);
            }
        }
    }

    private static void Write(Utf8JsonWriter writer, Target target, ReferrerTree node)
    {
        writer.WriteStartObject();
        DescriptorJson.WriteMembers(writer, target.At(node.Descriptor.Digest), node.Descriptor);
        writer.WriteStartArray("referrers"u8);
        foreach (var referrer in node.Referrers)
        {
            Write(writer, target, referrer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
