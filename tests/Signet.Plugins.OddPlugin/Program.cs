using Signet.Plugins;
using Signet.Plugins.Messages;

return await PluginHost.RunAsync<OddPlugin>(args);

/// <summary>Does what its key id says.</summary>
internal sealed class OddPlugin : IKeyDescriber, IEnvelopeGenerator
{
    public OddPlugin()
    {
        Console.WriteLine("the constructor talks");
        if (Environment.GetEnvironmentVariable("ODD_CONSTRUCTOR") == "throws")
        {
            throw new InvalidOperationException("the constructor threw");
        }
    }

    public PluginMetadata Metadata { get; } = new()
    {
        Name = "odd",
        Description = "Misbehaves",
        Version = Environment.GetEnvironmentVariable("ODD_VERSION") ?? "1.0.0",
        Url = "https://example.com/odd",
    };

    public async Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken)
    {
        switch (request.KeyId)
        {
            case "talks":
                Console.WriteLine("{\"keyId\":\"stray\"}");
                await Console.Error.WriteLineAsync("stray");
                Console.Out.Flush();
                _ = Task.Run(
                    async () =>
                    {
                        while (true)
                        {
                            Console.WriteLine("still talking");
                            await Task.Yield();
                        }
                    },
                    CancellationToken.None);
                break;
            case "reads":
                return new() { KeyId = Console.In.ReadToEnd(), KeySpec = "EC-256" };
            case "hangs":
                await File.WriteAllTextAsync(Environment.GetEnvironmentVariable("ODD_STARTED")!, "", cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            case "throws":
                throw new InvalidOperationException("a bug", new ArgumentException("hunter2"));
            case "denies":
                throw new PluginException(
                    PluginErrorCode.AccessDenied, "wrong PIN", new Dictionary<string, string> { ["requestId"] = "r-1" });
        }

        return new() { KeyId = request.KeyId, KeySpec = "EC-256" };
    }

    public Task<GenerateEnvelopeResponse> GenerateEnvelopeAsync(
        GenerateEnvelopeRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new GenerateEnvelopeResponse
        {
            SignatureEnvelope = request.Payload,
            SignatureEnvelopeType = request.SignatureEnvelopeType,
        });
}
