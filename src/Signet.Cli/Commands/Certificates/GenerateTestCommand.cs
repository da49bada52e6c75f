using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Notary.Trust;
using Signet.Signatures;

namespace Signet.Cli.Commands.Certificates;

/// <summary>Makes a key and a self-signed certificate to try things out, trusted from then on.</summary>
internal sealed class GenerateTestCommand : Command
{
    private readonly IntFlag _bits = new("bits", 'b', "RSA key bits", 2048);
    private readonly KeyFlags _key = new(defaultHours: 24);
    private readonly BoolFlag _default = new("default", '\0', "mark as default signing key");

    public GenerateTestCommand()
        : base("generate-test", "Generate a test key and a corresponding self-signed certificate")
    {
        Description = """
            Generates a test key and a self-signed certificate, adds the certificate to the trust store named after it,
            and the key to the list of signing keys. For tests only: never use it in production.

            Examples:
              signet certificate generate-test wabbit-networks.io
              signet certificate generate-test --key-type ec-256 --validity 720h --default wabbit-networks.io
            """;
        Arguments = "[flags] <common_name>";
        Flags.Add(_bits, _default);
        _key.AddTo(Flags);
        FlagGroups = [FlagGroup.Exclusive("bits", "key-type")];
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing certificate common_name");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        if (!StoreFlags.IsName(name))
        {
            throw new CommandException("name needs to follow [a-zA-Z0-9_.-]+ format");
        }

        var keySpec = _bits.IsSet ? OfBits(_bits.Value) : _key.KeySpec;
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        keys.CheckNameIsFree(name);
        await TestKeyFiles.CreateAsync(
            context, name, keySpec, _key.Validity, () => AddAsync(context, keys, name, cancellationToken), cancellationToken);
        return 0;
    }

    /// <summary>To the trust store and to the list of keys, or to neither.</summary>
    private async Task AddAsync(CommandContext context, SigningKeyList keys, string name, CancellationToken cancellationToken)
    {
        var (stores, store, file) = (new TrustStore(context.Directories), new TrustStoreName(TrustStoreType.Ca, name), $"{name}.crt");
        try
        {
            await stores.AddAsync(store, TestKeyFiles.CertificatePath(context, name), cancellationToken);
        }
        catch (TrustStoreException e)
        {
            throw new CommandException(TerminalText.Escape(e.Message), e);
        }

        try
        {
            context.WriteLine($"Successfully added {file} to named store {name} of type ca");
            await LocalKeys.AddAsync(context, keys, name, _default.Value, cancellationToken);
        }
        catch
        {
            stores.Delete(store, file); // Nobody is to be trusted by accident.
            throw;
        }
    }

    private static KeySpec OfBits(int bits) => bits switch
    {
        2048 => KeySpec.Rsa2048,
        3072 => KeySpec.Rsa3072,
        4096 => KeySpec.Rsa4096,
        _ => throw new CommandException(
            $"RSA keys of {bits} bits are not supported: a signature needs 2048, 3072 or 4096 bits"),
    };
}
