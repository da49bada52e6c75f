using Signet.Oci.Layout;

namespace Signet.Oci.Tests.Layout;

public sealed class LayoutLeftoversTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task H5_LeftoversOfKilledWritersGoAndFilesOfOthersStay()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        string[] gone =
        [
            _directory["lay/ingest/signet-aa_bb"], _directory["lay/ingest/signet-partial-sha256-old"],
            _directory["lay/.index.json.aa.tmp"],
        ];
        string[] kept =
        [
            _directory["lay/ingest/signet-new_bb"], _directory["lay/ingest/signet-held_bb"],
            _directory["lay/ingest/signet-partial-sha256-aa"], _directory["lay/ingest/1234_5678"], _directory["lay/manifest.json"], _directory["lay/.hidden"],
        ];
        foreach (var file in gone.Concat(kept))
        {
            await File.WriteAllTextAsync(file, "x", Running.Test);
            if (!file.Contains("signet-new", StringComparison.Ordinal))
            {
                File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(file.EndsWith("-old", StringComparison.Ordinal) ? -25 : -1));
            }
        }

        using (var held = new FileStream(kept[1], FileMode.Open, FileAccess.Read, FileShare.None))
        {
            await LayoutFixture.PushImageAsync(layout, "1", "v1");
        }

        Assert.All(gone, file => Assert.False(File.Exists(file), file));
        Assert.All(kept, file => Assert.True(File.Exists(file), file));
    }
}
