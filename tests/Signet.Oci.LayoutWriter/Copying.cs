using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Oci.LayoutWriter;

/// <summary>
/// <c>copy source destination tag</c>: warms up with a copy into a scratch layout, prints <c>ready</c>, waits for a line,
/// and copies the tag with all referrers. A place is <c>host/repository</c> or the path of a layout.
/// </summary>
internal static class Copying
{
    public static async Task RunAsync(string from, string to, string tag)
    {
        using var client = new RegistryClient();
        var source = await OpenAsync(client, from);
        var destination = await OpenAsync(client, to);
        var options = new CopyOptions { IncludeReferrers = true };
        var scratch = Directory.CreateTempSubdirectory("signet-scratch-");
        try
        {
            var warm = await LayoutRepository.CreateAsync(Path.Combine(scratch.FullName, "lay"));
            await new GraphCopier(source, warm, options).CopyAsync(tag, [tag]);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }

        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
        await new GraphCopier(source, destination, options).CopyAsync(tag, [tag]);
        await Console.Out.WriteLineAsync("copied");
    }

    private static async Task<IRepository> OpenAsync(RegistryClient client, string place) =>
        place.StartsWith("localhost:", StringComparison.Ordinal)
            ? client.GetRepository(
                place[..place.IndexOf('/', StringComparison.Ordinal)],
                place[(place.IndexOf('/', StringComparison.Ordinal) + 1)..],
                RepositoryAccess.PullAndPush)
            : await LayoutRepository.OpenAsync(place);
}
