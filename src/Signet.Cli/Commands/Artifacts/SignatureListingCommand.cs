using Signet.Cli.CommandLine;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>What list and inspect have in common: one artifact, and its signatures up to a number.</summary>
internal abstract class SignatureListingCommand : Command
{
    private readonly SignatureCountFlag _maxSignatures = new();
    private readonly ArtifactFlags _artifact;

    protected SignatureListingCommand(string name, string summary, string purpose)
        : base(name, summary)
    {
        Arguments = "[flags] <reference>";
        _artifact = new(purpose);
        _maxSignatures.AddTo(Flags);
        _artifact.AddTo(Flags);
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArtifactFlags.RequireReference(arguments, Name);

    /// <summary>Opens the repository and reads its signatures with <paramref name="read"/>.</summary>
    protected async Task<T> ReadAsync<T>(
        CommandContext context,
        Func<SignatureListing, string, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        _artifact.WarnAboutOldFlags(context);
        _maxSignatures.Check();
        var reference = _artifact.Parse(context.Arguments[0]);
        using var source = await _artifact.OpenAsync(
            context, [reference], _artifact.CreateLogger(context), cancellationToken);
        var repository = await source.OpenAsync(reference, cancellationToken);
        ArtifactFlags.WarnAboutTag(context, Name, reference);
        var listing = new SignatureListing(
            repository, new() { MaxSignatures = _maxSignatures.Value, TimeProvider = context.Clock });
        return await read(listing, reference.TagOrDigest, cancellationToken);
    }

    /// <summary>Says that there are more signatures than were read.</summary>
    protected void WarnAboutLimit(CommandContext context) => _maxSignatures.WarnAboutLimit(context);
}
