using Signet.Cli.Commands.Targets;

namespace Signet.Cli.Commands.Copying;

/// <summary>Reads the argument of <c>backup</c> and <c>restore</c>: a repository, and some or no tags in it.</summary>
internal static class TaggedRepository
{
    /// <exception cref="FormatException">It is none, or names something by digest: a backup holds tags.</exception>
    public static (Target Target, IReadOnlyList<string> Tags) Parse(TargetFlags flags, string text)
    {
        var target = flags.Parse(text, takesTags: true);
        if (target.Digest is not null)
        {
            throw new FormatException($"digest references are not supported: \"{text}\": name tags, which is what a backup holds");
        }

        return (target, target.Tag is null ? target.MoreTags : [target.Tag, .. target.MoreTags.Where(tag => tag != target.Tag)]);
    }
}
