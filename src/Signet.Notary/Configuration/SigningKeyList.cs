using Signet.Oci;
using Signet.Oci.Files;

namespace Signet.Notary.Configuration;

/// <summary>
/// The list of signing keys in <c>signingkeys.json</c>. A value: each change gives a new list, and
/// <see cref="SaveAsync"/> applies the changes since loading to what is in the file by then, under a lock, so that
/// commands running at the same time lose nothing of each other.
/// </summary>
public sealed class SigningKeyList
{
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<Func<SigningKeyDocument, SigningKeyDocument>> _changes;
    private readonly SigningKeyDocument _document;

    private SigningKeyList(
        SigningKeyDocument document, IReadOnlyList<Func<SigningKeyDocument, SigningKeyDocument>> changes)
    {
        _document = document;
        _changes = changes;
    }

    /// <summary>A list without keys.</summary>
    public static SigningKeyList Empty { get; } = new(SigningKeyDocument.Empty, []);

    /// <summary>Name of the key used when none is named; null when there is none.</summary>
    public string? Default => _document.Default;

    /// <summary>The keys, in the order they were added.</summary>
    public IReadOnlyList<SigningKey> Keys => _document.Keys;

    /// <summary>Reads the list; empty when there is no file.</summary>
    /// <exception cref="ConfigurationException">
    /// The file is not regular, cannot be read, can be written by everybody, or breaks a rule.
    /// </exception>
    public static async Task<SigningKeyList> LoadAsync(
        NotaryDirectories directories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        return new(await ReadAsync(directories.SigningKeysFile, cancellationToken), []);
    }

    /// <summary>The key of that name; null when there is none.</summary>
    public SigningKey? Find(string name) => _document.Find(name);

    /// <summary>Makes sure a key can be added under <paramref name="name"/>.</summary>
    /// <exception cref="ConfigurationException">The name is empty or taken.</exception>
    public void CheckNameIsFree(string name) => _document.CheckNameIsFree(name);

    /// <summary>The list with <paramref name="key"/> at its end, as the default if asked.</summary>
    /// <exception cref="ConfigurationException">The name is empty or taken, or a plugin key lacks its parts.</exception>
    public SigningKeyList Add(SigningKey key, bool isDefault = false)
    {
        ArgumentNullException.ThrowIfNull(key);
        return With(document => document.Add(key, isDefault));
    }

    /// <summary>The list without the named keys; removing the default leaves none.</summary>
    /// <exception cref="ConfigurationException">One of them is not in the list; then none is removed.</exception>
    public SigningKeyList Remove(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        IReadOnlyList<string> copy = [.. names];
        return With(document => document.Remove(copy));
    }

    /// <summary>The list with the named key as default.</summary>
    /// <exception cref="ConfigurationException">It is not in the list.</exception>
    public SigningKeyList SetDefault(string name) => With(document => document.SetDefault(name));

    /// <summary>
    /// Applies the changes to the file: takes the lock, reads what is there now, replaces the file as a whole (mode 0600,
    /// directories 0700).
    /// </summary>
    /// <returns>The list as it is in the file now.</returns>
    /// <exception cref="ConfigurationException">A change does not fit what another process has written meanwhile, or the
    /// lock stayed taken.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public async Task<SigningKeyList> SaveAsync(
        NotaryDirectories directories, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directories);
        var path = directories.SigningKeysFile;
        PrivateDirectory.Create(directories.ConfigDirectory);
        using var heldLock = await LockAsync($"{path}.lock", cancellationToken);
        var document = await ReadAsync(path, cancellationToken);
        foreach (var change in _changes)
        {
            document = change(document);
        }

        await AtomicFile.WriteAsync(path, document.Write(), AtomicFile.Private, cancellationToken);
        return new(document, []);
    }

    private static async Task<SigningKeyDocument> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = await GuardedFile.ReadAsync(path, NotaryLimits.ConfigurationBytes, cancellationToken);
        return file.Status switch
        {
            GuardedReadStatus.Missing => SigningKeyDocument.Empty,
            GuardedReadStatus.Read => SigningKeyDocument.Parse(file.Content),
            _ => throw new ConfigurationException(file.Detail),
        };
    }

    private static async Task<FileLock> LockAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await FileLock.AcquireAsync(path, LockTimeout, TimeProvider.System, cancellationToken);
        }
        catch (OciException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    private SigningKeyList With(Func<SigningKeyDocument, SigningKeyDocument> change) =>
        new(change(_document), [.. _changes, change]);
}
