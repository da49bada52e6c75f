using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Certificates;
using Signet.Notary.Configuration;

namespace Signet.Cli.Commands.Keys;

/// <summary>Makes a signing key with a self-signed certificate. Nobody trusts it until the certificate is added to a store.</summary>
internal sealed class GenerateCommand : Command
{
    private readonly KeyFlags _key = new(defaultHours: 365 * 24);
    private readonly BoolFlag _default = new("default", '\0', "mark as default signing key");

    public GenerateCommand()
        : base("generate", "Generate a signing key and a self-signed certificate")
    {
        Description = """
            Generates a signing key and a self-signed certificate and adds the key to the list of signing keys. The
            certificate is not added to the trust store: do that wherever the signatures are to be trusted.

            Example:
              signet key generate --key-type ec-384 --validity 8760h release
              signet certificate add --type ca --store release ~/.config/notation/localkeys/release.crt
            """;
        Arguments = "[flags] <key_name>";
        Flags.Add(_default);
        _key.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 1)
        {
            throw new CommandException("either missing key name or unnecessary parameters passed");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        if (!StoreFlags.IsName(name))
        {
            throw new CommandException("name needs to follow [a-zA-Z0-9_.-]+ format");
        }

        var (keySpec, validity) = (_key.KeySpec, _key.Validity);
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        keys.CheckNameIsFree(name);
        await TestKeyFiles.CreateAsync(
            context,
            name,
            keySpec,
            validity,
            () => LocalKeys.AddAsync(context, keys, name, _default.Value, cancellationToken),
            cancellationToken);
        return 0;
    }
}
