using Signet.Cli.CommandLine;
using Signet.Oci.Packing;

namespace Signet.Cli.Commands.Files;

/// <summary><c>--image-spec</c>: the version of the image specification a manifest is made by.</summary>
internal sealed class ImageSpecFlag : Flag
{
    public ImageSpecFlag()
        : base(
            "image-spec",
            '\0',
            "version of the image specification, options: v1.1, v1.0 "
            + "(default v1.1, overridden to v1.0 if --config is used without --artifact-type)") =>
        Values = ValueSources.Of(["v1.1", "v1.0"]);

    /// <summary>The version; null when none was given.</summary>
    public ImageSpec? Value { get; private set; }

    public override string TypeName => "string";

    public override string? DefaultText => null;

    protected override string? FindFault(string value)
    {
        switch (value)
        {
            case "v1.1":
                Value = ImageSpec.Version11;
                return null;
            case "v1.0":
                Value = ImageSpec.Version10;
                return null;
            default:
                return $"unknown image specification flag: {Output.TerminalText.Escape(value)}\nAvailable options: v1.1, v1.0";
        }
    }
}
