using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Configuration;
using Signet.Oci;
using Signet.Oci.Files;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust;

/// <summary>What the certificate commands do with the stores.</summary>
public sealed partial class TrustStore
{
    private const string NoCertificate = "no valid certificate found in the file";
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Copies a certificate file into a store, byte for byte, under its own base name (mode 0600, directories 0700). The
    /// file appears as a whole or not at all. Whether its certificates may be trust anchors is checked when the store is
    /// loaded, as <c>notation</c> does.
    /// </summary>
    /// <exception cref="TrustStoreException">
    /// The source cannot be read or holds no certificate, or the store has a file of that name; the message is the cause
    /// alone, without the path.
    /// </exception>
    /// <exception cref="IOException">The store cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The store may not be written.</exception>
    public async Task AddAsync(TrustStoreName name, string sourcePath, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sourcePath);
        var content = await ReadCertificateFileAsync(sourcePath, cancellationToken);
        await AddAsync(name, Path.GetFileName(Path.GetFullPath(sourcePath)), content, cancellationToken);
    }

    /// <summary>
    /// Adds one certificate to a store as a file in PEM, as a whole or not at all. It must be one that may be a trust
    /// anchor.
    /// </summary>
    /// <exception cref="TrustStoreException">
    /// The name leads out of the store or is taken, or the certificate may not be a trust anchor.
    /// </exception>
    /// <exception cref="IOException">The store cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The store may not be written.</exception>
    public async Task AddAsync(
        TrustStoreName name, string fileName, X509Certificate2 certificate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(certificate);
        _ = FilePath(name, fileName);
        if (FindFault(certificate, name.Type) is { } fault)
        {
            throw new TrustStoreException(fault);
        }

        var pem = System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n");
        await AddAsync(name, fileName, pem, cancellationToken);
    }

    private async Task AddAsync(
        TrustStoreName name, string fileName, byte[] content, CancellationToken cancellationToken)
    {
        var directory = GetDirectory(name);
        var target = Path.Combine(directory, fileName);
        PrivateDirectory.Create(directory);
        using var held = await LockAsync(cancellationToken);
        if (Exists(target))
        {
            throw new TrustStoreException("certificate already exists in the Trust Store");
        }

        // Every entry of a store must be a certificate for notation, so the temporary file is kept out of it.
        var staged = Path.Combine(Directories.ConfigDirectory, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await AtomicFile.WriteAsync(staged, content, AtomicFile.Private, cancellationToken);
            File.Move(staged, target, overwrite: false);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    /// <summary>
    /// The certificate files, by type in the order <c>ca</c>, <c>signingAuthority</c>, <c>tsa</c>, then by path. Nothing
    /// for a store that does not exist. Each file is parsed; one that is no certificate fails the whole, as in
    /// <c>notation</c>.
    /// </summary>
    /// <param name="type">Only stores of this type; null for all.</param>
    /// <param name="storeName">Only stores of this name; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrustStoreException">A file cannot be read or parsed.</exception>
    public async Task<IReadOnlyList<TrustStoreFile>> ListAsync(
        TrustStoreType? type = null, string? storeName = null, CancellationToken cancellationToken = default)
    {
        var files = new List<TrustStoreFile>();
        try
        {
            foreach (var store in FindStores(type, storeName))
            {
                var directory = GetDirectory(store);
                foreach (var file in RegularFiles(directory))
                {
                    await ReadCertificateFileAsync(Path.Combine(directory, file), cancellationToken);
                    files.Add(new(store, file));
                }
            }
        }
        catch (Exception e) when (e is TrustStoreException or IOException or UnauthorizedAccessException)
        {
            var what = (type, storeName) switch
            {
                (null, null) => "in the trust store",
                ({ } t, null) => $"of type {new TrustStoreName(t, "").TypeName}",
                (null, _) => $"in the named store {storeName}",
                ({ } t, _) => $"in the named store {storeName} of type {new TrustStoreName(t, "").TypeName}",
            };
            throw new TrustStoreException($"failed to list all certificates stored {what}, with error: {e.Message}", e);
        }

        return files;
    }

    /// <summary>The certificates in one file of a store. The caller disposes them.</summary>
    /// <exception cref="TrustStoreException">The name leads out of the store, or the file cannot be read.</exception>
    public async Task<IReadOnlyList<X509Certificate2>> ReadAsync(
        TrustStoreName name, string fileName, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(fileName))
        {
            throw new TrustStoreException("certificate fileName cannot be empty");
        }

        var path = FilePath(name, fileName);
        try
        {
            return CertificateFile.Read(await ReadCertificateFileAsync(path, cancellationToken));
        }
        catch (TrustStoreException e)
        {
            throw new TrustStoreException(
                $"failed to show details of certificate {fileName}, with error: {e.Message}", e);
        }
    }

    /// <summary>Deletes one file of a store, and the store's directory when that was the last.</summary>
    /// <returns>Why the empty directory is still there, to be shown as a warning; null when all went well.</returns>
    /// <exception cref="TrustStoreException">The name leads out of the store, or the file cannot be deleted.</exception>
    public string? Delete(TrustStoreName name, string fileName)
    {
        if (string.IsNullOrEmpty(fileName))
        {
            throw new TrustStoreException("to delete a specific certificate, certificate fileName cannot be empty");
        }

        var path = FilePath(name, fileName);
        try
        {
            if (!Exists(path))
            {
                throw new TrustStoreException(
                    $"failed to delete the certificate file: stat {path}: no such file or directory");
            }

            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrustStoreException($"failed to delete the certificate file: {e.Message}", e);
        }

        return RemoveIfEmpty(GetDirectory(name));
    }

    /// <summary>Deletes a store with all that is in it.</summary>
    /// <returns>The directory that was deleted, absolute.</returns>
    /// <exception cref="TrustStoreException">It does not exist or cannot be deleted.</exception>
    public string DeleteAll(TrustStoreName name)
    {
        var directory = GetDirectory(name);
        try
        {
            if (!Exists(directory))
            {
                throw new TrustStoreException(
                    $"failed to delete the named trust store: stat {directory}: no such file or directory");
            }

            // A link is removed, not what it points at.
            if ((File.GetAttributes(directory) & FileAttributes.ReparsePoint) != 0)
            {
                File.Delete(directory);
            }
            else
            {
                Directory.Delete(directory, recursive: true);
            }

            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrustStoreException($"failed to delete the named trust store: {e.Message}", e);
        }
    }

    /// <summary>
    /// A file of a store. <c>notation</c> joins whatever it is given, so that <c>../../x</c> reads and deletes files
    /// anywhere; here only a plain name is taken.
    /// </summary>
    private string FilePath(TrustStoreName name, string fileName) =>
        fileName is "." or ".." || fileName.AsSpan().ContainsAny('/', '\\', '\0')
            ? throw new TrustStoreException($"certificate file name {GoQuote.Text(fileName)} must be the plain name of a "
                + "file in the trust store, without a path")
            : Path.Combine(GetDirectory(name), fileName);

    private static string? RemoveIfEmpty(string directory)
    {
        try
        {
            if (Directory.EnumerateFileSystemEntries(directory).Any())
            {
                return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"failed to check if the trust store directory {directory} is empty: {e.Message}";
        }

        try
        {
            Directory.Delete(directory);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"failed to remove the empty trust store directory {directory}: {e.Message}";
        }
    }

    /// <summary>True also for a link that leads nowhere.</summary>
    private static bool Exists(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadCertificateFileAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            throw new TrustStoreException($"{path} is not a regular file");
        }

        try
        {
            var content = await BoundedReader.ReadFileAsync(path, NotaryLimits.CertificateFileBytes, cancellationToken);
            var certificates = CertificateFile.Read(content);
            foreach (var certificate in certificates)
            {
                certificate.Dispose();
            }

            return certificates.Count > 0 ? content : throw new TrustStoreException(NoCertificate);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TrustStoreException($"open {path}: no such file or directory", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new TrustStoreException($"open {path}: permission denied", e);
        }
        catch (Exception e) when (e is IOException or FormatException or OciException)
        {
            throw new TrustStoreException(e.Message, e);
        }
    }

    /// <summary>All named stores, by type in the order <c>ca</c>, <c>signingAuthority</c>, <c>tsa</c>, then by name.</summary>
    public IReadOnlyList<TrustStoreName> ListStores() => [.. FindStores(null, null)];

    private IEnumerable<TrustStoreName> FindStores(TrustStoreType? type, string? storeName)
    {
        foreach (var each in Enum.GetValues<TrustStoreType>().Where(each => type is null || type == each))
        {
            var typeDirectory = Path.Combine(X509Directory, new TrustStoreName(each, "").TypeName);
            if (!Directory.Exists(typeDirectory))
            {
                continue;
            }

            foreach (var name in Directory.EnumerateDirectories(typeDirectory)
                .Where(path => (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0)
                .Select(path => Path.GetFileName(path))
                .Where(name => TrustStoreName.IsValidName(name) && (storeName is null || storeName == name))
                .Order(StringComparer.Ordinal))
            {
                yield return new TrustStoreName(each, name);
            }
        }
    }

    private static IEnumerable<string> RegularFiles(string directory) =>
        Directory.EnumerateFiles(directory)
            .Where(path => (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0)
            .Select(path => Path.GetFileName(path))
            .Where(file => !IsLeftover(file))
            .Order(StringComparer.Ordinal);

    private async Task<FileLock> LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await FileLock.AcquireAsync(
                Path.Combine(Directories.ConfigDirectory, "truststore.lock"),
                LockTimeout,
                TimeProvider.System,
                cancellationToken);
        }
        catch (OciException e)
        {
            throw new TrustStoreException(e.Message, e);
        }
    }
}
