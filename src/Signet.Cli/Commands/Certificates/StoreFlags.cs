using Signet.Cli.CommandLine;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Certificates;

/// <summary><c>--type</c> and <c>--store</c>, which name a trust store.</summary>
internal sealed class StoreFlags
{
    private static readonly string[] TypeNames = ["ca", "signingAuthority", "tsa"];

    private readonly StringFlag _type;
    private readonly StringFlag _store;

    public StoreFlags(bool isRequired)
    {
        _type = new("type", 't', "specify trust store type, options: ca, signingAuthority, tsa")
        {
            IsRequired = isRequired,
            Values = ValueSources.Of(TypeNames),
        };
        _store = new("store", 's', "specify named store") { IsRequired = isRequired, Values = ValueSources.From(StoreNames) };
    }

    public string Type => _type.Value;

    public string Store => _store.Value;

    public void AddTo(FlagSet flags) => flags.Add(_type, _store);

    /// <summary>The store that the flags name.</summary>
    /// <exception cref="CommandException">They name none.</exception>
    public TrustStoreName Parse()
    {
        if (Type.Length == 0)
        {
            throw new CommandException("store type cannot be empty");
        }

        return new(
            ParseType(Type) ?? throw new CommandException($"unsupported store type: {Output.TerminalText.Escape(Type)}"),
            IsName(Store) ? Store : throw new CommandException("named store name needs to follow [a-zA-Z0-9_.-]+ format"));
    }

    /// <summary>The type of that spelling; null when there is none.</summary>
    public static TrustStoreType? ParseType(string text) => text switch
    {
        "ca" => TrustStoreType.Ca,
        "signingAuthority" => TrustStoreType.SigningAuthority,
        "tsa" => TrustStoreType.Tsa,
        _ => null,
    };

    /// <summary>
    /// True for a name that can be a store's and a test key's: <c>[a-zA-Z0-9_.-]+</c>, and neither <c>.</c> nor
    /// <c>..</c>, which would lead out of the store's folder.
    /// </summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name is not ("." or "..")
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private IEnumerable<string> StoreNames(CommandContext context)
    {
        var root = context.Directories.TrustStoreDirectory;
        return TypeNames.Where(t => Type.Length == 0 || t == Type).Select(t => Path.Combine(root, "x509", t))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(d => Path.GetFileName(d)!)
            .Distinct()
            .Order(StringComparer.Ordinal);
    }
}
