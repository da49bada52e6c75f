using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Signet.Oci;

/// <summary>
/// A content digest, <c>algorithm:hex</c> (OCI image-spec, "Digests"). Only the registered algorithms with a fixed
/// length are accepted: sha256, sha384 and sha512, in lower-case hex.
/// </summary>
public readonly struct Digest : IEquatable<Digest>
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly string? _text;

    private Digest(string text) => _text = text;

    /// <summary>The algorithm's registered name: <c>sha256</c>, <c>sha384</c> or <c>sha512</c>.</summary>
    public string Algorithm => _text is null ? "" : _text[..6];

    /// <summary>The hash in lower-case hex: 64, 96 or 128 characters.</summary>
    public string Hex => _text is null ? "" : _text[7..];

    /// <summary>True for <c>default(Digest)</c>, which names no content.</summary>
    public bool IsEmpty => _text is null;

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">It is not a digest; the message says why.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest, out var fault) ? digest : throw new FormatException(fault);

    /// <summary>Reads <paramref name="text"/>; on failure <paramref name="fault"/> says why.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest, [NotNullWhen(false)] out string? fault)
    {
        digest = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon <= 0)
        {
            fault = $"invalid digest \"{text}\": invalid checksum digest format";
            return false;
        }

        var length = HexLength(text.AsSpan(0, colon));
        if (length == 0)
        {
            fault = $"invalid digest \"{text}\": unsupported digest algorithm";
            return false;
        }

        if (text.Length - colon - 1 != length)
        {
            fault = $"invalid digest \"{text}\": invalid checksum digest length";
            return false;
        }

        if (text.AsSpan(colon + 1).ContainsAnyExcept(LowerHex))
        {
            fault = $"invalid digest \"{text}\": invalid checksum digest format";
            return false;
        }

        fault = null;
        digest = new Digest(text);
        return true;
    }

    /// <summary>Reads <paramref name="text"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest) => TryParse(text, out digest, out _);

    /// <summary>The SHA-256 digest of <paramref name="content"/>.</summary>
    public static Digest Sha256(ReadOnlySpan<byte> content) => FromHash("sha256", SHA256.HashData(content));

    /// <summary>The digest of <paramref name="content"/> under a registered <paramref name="algorithm"/>.</summary>
    public static Digest Compute(string algorithm, ReadOnlySpan<byte> content) =>
        FromHash(algorithm, CryptographicOperations.HashData(HashName(algorithm), content));

    /// <summary>Names an already computed hash.</summary>
    public static Digest FromHash(string algorithm, ReadOnlySpan<byte> hash) =>
        Parse($"{algorithm}:{Convert.ToHexStringLower(hash)}");

    /// <summary>A fresh incremental hash of this digest's algorithm, to check content as it streams.</summary>
    public IncrementalHash CreateHash() => IncrementalHash.CreateHash(HashName(Algorithm));

    /// <summary>True when <paramref name="content"/> has this digest.</summary>
    public bool Matches(ReadOnlySpan<byte> content) => !IsEmpty && Compute(Algorithm, content) == this;

    /// <inheritdoc/>
    public bool Equals(Digest other) => string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _text is null ? 0 : StringComparer.Ordinal.GetHashCode(_text);

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";

    /// <summary>Equal text.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Unequal text.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);

    private static int HexLength(ReadOnlySpan<char> algorithm) => algorithm switch
    {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => 0,
    };

    private static HashAlgorithmName HashName(string algorithm) => algorithm switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => throw new ArgumentException($"unsupported digest algorithm \"{algorithm}\"", nameof(algorithm)),
    };
}
