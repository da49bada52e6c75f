using System.Security.Cryptography;
using FsCheck.Fluent;
using Signet.Notary.Blobs;

namespace Signet.Notary.Tests.Blobs;

public sealed class BlobHasherTests
{
    private const int Buffer = 1024 * 1024;

    private static readonly HashAlgorithmName[] All =
        [HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512];

    private static readonly byte[] Random = RandomBytes((4 * Buffer) + 8);

    /// <summary>Sizes around the bounds of the buffer, read in pieces of any length.</summary>
    [Fact]
    public async Task Digest_and_size_are_those_of_all_bytes()
    {
        var cases =
            from buffers in Gen.Choose(0, 3)
            from more in Gen.OneOf(Gen.Choose(-2, 2), Gen.Choose(0, Buffer))
            from piece in Gen.Elements(1 << 10, 4096, 65_536, Buffer - 1, Buffer, Buffer + 1, 3 * Buffer)
            from seed in Gen.Choose(0, 1000)
            select (Size: Math.Max(0, (buffers * Buffer) + more), Piece: piece, Seed: seed);
        foreach (var (size, piece, seed) in cases.Sample(60))
        {
            var random = new Random(seed);
            using var stream = new OddStream(Random.AsMemory(0, size), _ => 1 + random.Next(piece));
            var found = await BlobHasher.ReadAsync(stream, All, null, Token);
            var bytes = Random.AsSpan(0, size);
            Assert.Equal(
                [
                    $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}",
                    $"sha384:{Convert.ToHexStringLower(SHA384.HashData(bytes))}",
                    $"sha512:{Convert.ToHexStringLower(SHA512.HashData(bytes))}",
                ],
                All.Select(a => found.Values[a].ToString()));
            Assert.Equal(size, found.Size);
        }
    }

    /// <summary>One byte at a time, as the slowest of pipes: no short read is taken for the end.</summary>
    [Fact]
    public async Task Short_reads_are_gone_on_with()
    {
        using var stream = new OddStream(Random.AsMemory(0, Buffer + 3), _ => 1);
        var found = await BlobHasher.ReadAsync(stream, [HashAlgorithmName.SHA256], null, Token);
        Assert.Equal(Buffer + 3, found.Size);
        Assert.Equal(1, stream.ReadsAfterEnd);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_blob()
    {
        using var stream = new OddStream(Random.AsMemory(0, Buffer), n => n) { Repeats = 256 };
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var found = await BlobHasher.ReadAsync(stream, [HashAlgorithmName.SHA256], null, Token);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Equal(256L * Buffer, found.Size);

        // Other tests allocate meanwhile; a copy of the blob would be 256 MiB.
        Assert.True(allocated < 128 * Buffer, $"{allocated} bytes were allocated");
    }

    [Fact]
    public async Task Silent_pipe_is_given_up_when_the_caller_gives_up()
    {
        var pipe = new TaskCompletionSource();
        using var stream = new OddStream(Random, n => n) { Gate = pipe.Task };
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = BlobHasher.ReadAsync(stream, All, null, cancelling.Token);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        pipe.SetResult();
    }

    [Fact]
    public async Task Only_hashes_of_the_project_are_made() => await Assert.ThrowsAsync<ArgumentException>(
        () => BlobHasher.ReadAsync(new MemoryStream(), [HashAlgorithmName.SHA1], null, Token));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
