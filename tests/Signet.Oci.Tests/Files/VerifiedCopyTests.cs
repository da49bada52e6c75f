using Signet.Oci.Files;

namespace Signet.Oci.Tests.Files;

public sealed class VerifiedCopyTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(3_000_000)]
    public async Task FullDiskIsTheFailureOfTheFile(int size)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no file that is always full");
        var content = new byte[size];
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, FileOptions.Asynchronous);

        await Assert.ThrowsAsync<IOException>(() => VerifiedCopy.RunAsync(
            Descriptor.Of("text/plain", content), new MemoryStream(content), full, 0, 0, null, Running.Test));
    }
}
