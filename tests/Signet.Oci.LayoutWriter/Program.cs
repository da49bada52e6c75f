// Usage: Signet.Oci.LayoutWriter <layout> <tag of the subject> <name of this writer> <count, 0 for no end>
//    or: Signet.Oci.LayoutWriter copy <source> <destination> <tag>
// Pushes that many referrers of the subject, tags each "<name>", and prints the digest of each once it is stored.
using System.Globalization;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.LayoutWriter;
using Signet.Oci.Manifests;

if (args[0] == "copy")
{
    await Copying.RunAsync(args[1], args[2], args[3]);
    return;
}

var count = int.Parse(args[3], CultureInfo.InvariantCulture);
var layout = await LayoutRepository.OpenAsync(args[0]);
var subject = await layout.ResolveAsync(args[1]);
for (var i = 0; count == 0 || i < count; i++)
{
    var blob = System.Text.Encoding.UTF8.GetBytes($"{args[2]} {i} {new string('x', 20_000)}");
    var layer = Descriptor.Of("application/vnd.example.note", blob);
    await layout.PushBlobAsync(layer, _ => ValueTask.FromResult<Stream>(new MemoryStream(blob)));
    await layout.PushBlobAsync(
        Descriptor.EmptyJson, _ => ValueTask.FromResult<Stream>(new MemoryStream(Descriptor.EmptyJsonContent.ToArray())));
    var content = ManifestWriter.WriteImageManifest(
        Descriptor.EmptyJson.Bare(), [layer], "application/vnd.example.note", subject);
    var manifest = Descriptor.Of(MediaTypes.ImageManifest, content);
    await layout.PushManifestAsync(manifest, content, args[2]);
    await Console.Out.WriteLineAsync(manifest.Digest.ToString());
}
