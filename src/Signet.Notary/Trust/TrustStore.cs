using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Configuration;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust;

/// <summary>
/// The trust stores of the user: directories <c>truststore/x509/type/name</c> with certificate files
/// (trust-store-trust-policy.md, "Trust Store"). Nothing is cached: each call sees what is on the disk.
/// </summary>
/// <remarks>
/// As in <c>notation</c> and stricter than the specification, a sub-directory in a store and an empty store are errors:
/// either is more likely a mistake than a wish. Beyond both, a store that everybody may write is refused (attack H5).
/// </remarks>
public sealed partial class TrustStore
{
    private const string Remedy =
        "Use command 'signet cert add' to create and add trusted certificates to the trust store";

    private readonly NotaryDirectories? _onDisk;
    private readonly ILookup<TrustStoreName, (string File, ReadOnlyMemory<byte> Content)>? _inMemory;

    /// <summary>The stores below <see cref="NotaryDirectories.TrustStoreDirectory"/>.</summary>
    public TrustStore(NotaryDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        _onDisk = directories;
    }

    private TrustStore(IEnumerable<(TrustStoreName Store, string File, ReadOnlyMemory<byte> Content)> files) =>
        _inMemory = files.ToLookup(f => f.Store, f => (f.File, f.Content));

    private NotaryDirectories Directories => _onDisk
        ?? throw new InvalidOperationException("a trust store in memory has no directory and cannot be changed");

    private string X509Directory => Path.Combine(Directories.TrustStoreDirectory, "x509");

    /// <summary>
    /// Stores whose files were brought along; whoever brought them is trusted already. The rules for certificates are the
    /// same, and the machine's own stores are not looked at.
    /// </summary>
    internal static TrustStore InMemory(
        IEnumerable<(TrustStoreName Store, string File, ReadOnlyMemory<byte> Content)> files) => new(files);

    /// <summary>The directory of a store, absolute; it need not exist.</summary>
    /// <exception cref="TrustStoreException">The name is not <c>[a-zA-Z0-9_.-]+</c>, or is <c>.</c> or <c>..</c>.</exception>
    public string GetDirectory(TrustStoreName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TrustStoreName.IsValidName(name.Name)
            ? Path.GetFullPath(Path.Combine(X509Directory, name.TypeName, name.Name))
            : throw new TrustStoreException("named store name needs to follow [a-zA-Z0-9_.-]+ format");
    }

    /// <summary>
    /// All certificates of a store, files in the order of their names. Each must be an authority's or self-signed; in a
    /// <c>tsa</c> store a self-signed authority's. The caller disposes them.
    /// </summary>
    /// <exception cref="TrustStoreException">The store is missing, empty or unsafe, or one file of it is no good.</exception>
    public async Task<IReadOnlyList<X509Certificate2>> LoadAsync(
        TrustStoreName name, CancellationToken cancellationToken = default) =>
        [.. (await LoadFilesAsync(name, cancellationToken)).Select(entry => entry.Certificate)];

    /// <summary>The same, each with the name of its file.</summary>
    internal async Task<IReadOnlyList<(string File, X509Certificate2 Certificate)>> LoadFilesAsync(
        TrustStoreName name, CancellationToken cancellationToken)
    {
        var certificates = new List<(string File, X509Certificate2 Certificate)>();
        try
        {
            if (_inMemory is not null)
            {
                foreach (var (file, content) in _inMemory[name])
                {
                    Read(name, file, content, certificates);
                }
            }
            else
            {
                await LoadDirectoryAsync(name, certificates, cancellationToken);
            }

            return certificates.Count > 0 ? certificates : throw new TrustStoreException(
                $"no x509 certificates were found in trust store \"{name.Name}\" of type \"{name.TypeName}\". {Remedy}");
        }
        catch
        {
            certificates.ForEach(entry => entry.Certificate.Dispose());
            throw;
        }
    }

    private async Task LoadDirectoryAsync(
        TrustStoreName name, List<(string File, X509Certificate2 Certificate)> certificates, CancellationToken cancellationToken)
    {
        var directory = GetDirectory(name);
        CheckDirectory(name, directory);
        foreach (var file in FileNames(name, directory))
        {
            await LoadFileAsync(name, Path.Combine(directory, file), file, certificates, cancellationToken);
        }
    }

    private static async Task LoadFileAsync(
        TrustStoreName name,
        string path,
        string file,
        List<(string File, X509Certificate2 Certificate)> certificates,
        CancellationToken cancellationToken)
    {
        var where = Where(name, file);
        var read = await GuardedFile.ReadAsync(path, NotaryLimits.CertificateFileBytes, cancellationToken);
        switch (read.Status)
        {
            case GuardedReadStatus.Read:
                break;
            case GuardedReadStatus.NotRegular:
                throw new TrustStoreException(
                    $"trusted certificate {where} is not a regular file (directories or symlinks are not supported)");
            default:
                throw new TrustStoreException($"failed to read the trusted certificate {where}. {read.Detail}");
        }

        Read(name, file, read.Content, certificates);
    }

    private static void Read(
        TrustStoreName name,
        string file,
        ReadOnlyMemory<byte> content,
        List<(string File, X509Certificate2 Certificate)> certificates)
    {
        var where = Where(name, file);
        IReadOnlyList<X509Certificate2> found;
        try
        {
            found = CertificateFile.Read(content);
        }
        catch (FormatException e)
        {
            throw new TrustStoreException($"failed to read the trusted certificate {where}. {e.Message}", e);
        }

        certificates.AddRange(found.Select(certificate => (file, certificate)));
        if (found.Count == 0)
        {
            throw new TrustStoreException(
                $"failed to validate the trusted certificate {where}. no valid certificate found in the file");
        }

        if (found.Select(certificate => FindFault(certificate, name.Type)).FirstOrDefault(f => f is not null) is { } fault)
        {
            throw new TrustStoreException($"failed to validate the trusted certificate {where}. {fault}");
        }
    }

    private static string Where(TrustStoreName name, string file) => $"{file} in trust store {name.Name} of type {name.TypeName}";

    /// <summary>What may be a trust anchor; null when the certificate may.</summary>
    private static string? FindFault(X509Certificate2 certificate, TrustStoreType type)
    {
        var isAuthority = CertificateSignature.IsAuthority(certificate);
        var subject = GoQuote.Text(CertificateName.Format(certificate.SubjectName));
        if (type != TrustStoreType.Tsa)
        {
            return isAuthority || CertificateSignature.IsSelfSigned(certificate)
                ? null
                : $"certificate with subject {subject} is not a CA certificate or self-signed signing certificate";
        }

        return isAuthority && CertificateSignature.IsSelfSigned(certificate)
            ? null
            : $"certificate with subject {subject} is not a root CA certificate";
    }

    private void CheckDirectory(TrustStoreName name, string directory)
    {
        FileAttributes attributes;
        try
        {
            attributes = File.GetAttributes(directory);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrustStoreException(
                $"the trust store \"{name.Name}\" of type \"{name.TypeName}\" does not exist. {Remedy}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Inaccessible(name, e.Message, e);
        }

        if ((attributes & FileAttributes.Directory) == 0 || (attributes & FileAttributes.ReparsePoint) != 0)
        {
            throw new TrustStoreException($"the trust store {name.Name} of type {name.TypeName} with path {directory} "
                + "is not a regular directory (symlinks are not supported)");
        }

        // Who can write a directory above can put another store in this one's place.
        string[] above =
        [
            Path.GetFullPath(Directories.ConfigDirectory), Path.GetFullPath(Directories.TrustStoreDirectory),
            Path.GetFullPath(X509Directory), Path.GetDirectoryName(directory)!, directory,
        ];
        if (above.Select(WriteGuard.FindDirectoryFault).FirstOrDefault(f => f is not null) is { } fault)
        {
            throw Inaccessible(name, fault, null);
        }
    }

    private static List<string> FileNames(TrustStoreName name, string directory)
    {
        try
        {
            var names = Directory.EnumerateFileSystemEntries(directory)
                .Select(path => Path.GetFileName(path))
                .Where(file => !IsLeftover(file))
                .Take(NotaryLimits.TrustStoreFiles + 1)
                .ToList();
            if (names.Count > NotaryLimits.TrustStoreFiles)
            {
                throw Inaccessible(name, $"it has more than the limit of {NotaryLimits.TrustStoreFiles} files", null);
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Inaccessible(name, e.Message, e);
        }
    }

    /// <summary>
    /// The name <see cref="Signet.Oci.Files.AtomicFile"/> writes under before the rename: what a killed writer left is
    /// no certificate yet.
    /// </summary>
    private static bool IsLeftover(string file) =>
        file.StartsWith('.') && file.EndsWith(".tmp", StringComparison.Ordinal);

    private static TrustStoreException Inaccessible(TrustStoreName name, string detail, Exception? inner) => new(
        $"failed to access the trust store \"{name.Name}\" of type \"{name.TypeName}\". {detail}", inner);
}
