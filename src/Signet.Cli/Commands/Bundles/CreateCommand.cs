using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Artifacts;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Bundles;
using Signet.Notary.Plugins;
using Signet.Notary.Signing;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci.Graph;
using Signet.Signatures.Certificates;

namespace Signet.Cli.Commands.Bundles;

/// <summary>Verifies an artifact with everything that belongs to it, and writes all of it into one signed file.</summary>
internal sealed class CreateCommand : Command
{
    private readonly StringFlag _output = new("output", 'o', "file to write the bundle to") { IsRequired = true };
    private readonly StringArrayFlag _metadata = new("user-metadata", 'm', "{key}={value} pairs that are signed with the bundle");
    private readonly StringFlag _chain = new("certificate-chain", '\0', "file with the certificates of a signing key that a plugin holds, PEM or DER, its own and those above: answers about their revocation come along. Those of other keys are known");
    private readonly ConcurrencyFlag _concurrency = new();
    private readonly SignerFlags _signer = new();
    private readonly TimestampFlags _timestamp = new();
    private readonly EnvironmentFlag _environment = new();
    private readonly ArtifactFlags _artifact = new("bundle");
    private readonly ScopeFlag _scope;

    public CreateCommand()
        : base("create", "Verify an artifact and write it with all that verifies it into one signed file")
    {
        Description = """
            Verifies an artifact with its platforms, reports and signatures by the trust policy, asking about revocation, and
            writes them into one file with the policy, its certificates and the answers. The file is signed with --key and is an
            OCI image layout that other tools can read. It appears whole or not at all, and only when it verifies without a
            network. What the policy does not accept is not bundled; exit codes are those of "signet verify".

            Examples:
              signet bundle create -o app.tar <registry>/<repository>:<tag>
              signet bundle create -o app.tar --environment staging --key transfer <registry>/<repository>@<digest>
              signet bundle create -o app.tar --key hsm --certificate-chain hsm.crt <registry>/<repository>:<tag>
              signet bundle create -o app.tar --oci-layout "<oci_layout_path>@<digest>" --scope <trust_policy_scope>
            """;
        Arguments = "[flags] <reference>";
        Flags.Add(_output, _metadata, _chain, _concurrency);
        _scope = new(_artifact);
        _scope.AddTo(Flags);
        _signer.AddTo(Flags);
        _timestamp.AddTo(Flags);
        _environment.AddTo(Flags);
        _artifact.AddTo(Flags);
        FlagGroups = [.. SignerFlags.Groups, TimestampFlags.Group, ScopeFlag.Group];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => BundleFile.Require(this, arguments, 1, "one reference");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var path = CheckOutput();
        _artifact.WarnAboutOldFlags(context);
        _timestamp.Check();
        _scope.Check();
        var logger = _artifact.CreateLogger(context);
        var policy = await TrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken);
        using var key = await _signer.OpenKeyAsync(context, logger, cancellationToken);
        var reference = _artifact.Parse(context.Arguments[0]);
        var request = new BundleCreateRequest
        {
            Reference = reference.TagOrDigest,
            OriginalReference = reference.Text,
            Scope = _scope.Value,
            Environment = _environment.Value,
            CreatedBy = $"signet/{BuildFacts.Version}",
            Envelope = new EnvelopeOptions
            {
                MediaType = await _signer.EnvelopeMediaTypeAsync(context, cancellationToken),
                Expiry = _signer.Expiry,
                SigningAgent = $"signet/{BuildFacts.Version}",
                Timestamp = await _timestamp.OpenAsync(context, logger, cancellationToken),
            },
            UserMetadata = KeyValuePairs.Parse(_metadata),
            SignerChain = await ReadChainAsync(key, cancellationToken),
            Plugins = new PluginManager(context.Directories, new PluginOptions { Logger = logger }),
            Copy = new CopyOptions { Concurrency = _concurrency.Value },
        };
        var creator = new BundleCreator(
            policy, new TrustStore(context.Directories), key.CreateSigner(context, _signer.PluginConfig), context.Clock);
        using var source = await _artifact.OpenAsync(context, [reference], logger, cancellationToken);
        var repository = await source.OpenAsync(reference, cancellationToken);
        var creation = await key.UseAsync(() => creator.CreateAsync(repository, request, path, cancellationToken));
        return Report(creation, key, context);
    }

    /// <summary>The certificates of the key, its own first; none for a key in a plugin that nobody named them of.</summary>
    private async Task<IReadOnlyList<X509Certificate2>> ReadChainAsync(OpenKey key, CancellationToken cancellationToken)
    {
        if (!_chain.IsSet)
        {
            return [.. key.CertificateChain.Select(der => X509CertificateLoader.LoadCertificate(der.Span))];
        }

        if (!key.IsInPlugin)
        {
            throw new CommandException("--certificate-chain is for keys in plugins: the certificates of this one are in its files");
        }

        var certificates = await InputCertificates.ReadAsync(_chain.Value, cancellationToken);
        var own = certificates.Where(c => !CertificateSignature.IsAuthority(c)).ToList();
        return own.Count == 1
            ? [own[0], .. certificates.Where(c => c != own[0])]
            : throw new CommandException(
                $"--certificate-chain: {GoText.Quote(_chain.Value)} has {own.Count} certificates that are no authority's, and the signing "
                + "key has one; the file must hold that one and those above it");
    }

    private string CheckOutput()
    {
        var path = _output.Value;
        return path.Length == 0 ? throw new CommandException("--output names no file")
            : Directory.Exists(path) ? throw new CommandException($"--output: {GoText.Quote(path)} is a directory")
            : Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) ? path
            : throw new CommandException($"--output: the directory of {GoText.Quote(path)} does not exist");
    }

    private int Report(BundleCreation creation, OpenKey key, CommandContext context)
    {
        if (creation.Verdict.Kind == VerdictKind.Skipped)
        {
            throw new CommandException(
                $"{GoText.Quote(_output.Value)} was not written: the trust policy says to skip verification of this repository, so "
                + "there is nothing that a bundle could carry. Verify by a policy that enforces, or use \"signet backup\"");
        }

        if (!creation.IsCreated)
        {
            var why = creation.Rehearsal is { } rehearsal ? BundleText.Why(rehearsal) : BundleText.Why(creation.Verdict);
            var kind = creation.Rehearsal?.Kind ?? creation.Verdict.Kind;
            context.WriteError(TerminalText.Escape(
                creation.Rehearsal is null ? creation.Verdict.Summary : "what the bundle would carry does not verify without a network"));
            context.WriteDiagnostic($"\n{why}");
            context.WriteError($"{GoText.Quote(_output.Value)} was not written");
            return VerdictExitCode.Of(kind);
        }

        BundleText.WriteWarnings(creation.Verdict, context);
        if (creation.SignerNote is { } note)
        {
            context.WriteWarning(TerminalText.Escape(
                $"no answers about the revocation of the bundle's own signer come along: {note}. Where the bundle is verified, they "
                + "must be at hand if the policy there asks for them"
                + (key.IsInPlugin && !_chain.IsSet ? "; with --certificate-chain they come along" : "")));
        }

        var statement = creation.Statement!;
        context.WriteLine(TerminalText.Escape(creation.Verdict.Summary));
        context.WriteLine(TerminalText.Escape(
            $"Wrote {_output.Value}: {statement.Content.Count} manifests and blobs, signed as bundle {creation.Bundle!.Digest}"));
        context.WriteLine(TerminalText.Escape($"Answers about revocation: {BundleText.Freshness(statement)}"));
        return 0;
    }
}
