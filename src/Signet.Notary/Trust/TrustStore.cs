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

    private readonly NotaryDirectories _directories;

    /// <summary>The stores below <see cref="NotaryDirectories.TrustStoreDirectory"/>.</summary>
    public TrustStore(NotaryDirectories directories)
    {
        ArgumentNullException.ThrowIfNull(directories);
        _directories = directories;
    }

    private string X509Directory => Path.Combine(_directories.TrustStoreDirectory, "x509");

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
        var directory = GetDirectory(name);
        CheckDirectory(name, directory);
        var certificates = new List<(string File, X509Certificate2 Certificate)>();
        try
        {
            foreach (var file in FileNames(name, directory))
            {
                await LoadFileAsync(name, Path.Combine(directory, file), file, certificates, cancellationToken);
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

    private static async Task LoadFileAsync(
        TrustStoreName name,
        string path,
        string file,
        List<(string File, X509Certificate2 Certificate)> certificates,
        CancellationToken cancellationToken)
    {
        var where = $"{file} in trust store {name.Name} of type {name.TypeName}";
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

        IReadOnlyList<X509Certificate2> found;
        try
        {
            found = CertificateFile.Read(read.Content);
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
            Path.GetFullPath(_directories.ConfigDirectory), Path.GetFullPath(_directories.TrustStoreDirectory),
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
