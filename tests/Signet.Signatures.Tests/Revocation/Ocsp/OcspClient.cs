using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Ocsp;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>Asks a live responder with the library's request and nothing else of the library in between.</summary>
internal static class OcspClient
{
    private const int Attempts = 5;
    private static readonly HttpClient Http = new();

    /// <summary>The body of the answer.</summary>
    public static async Task<byte[]> AskAsync(string address, X509Certificate2 certificate, LabCertificate issuer)
    {
        var request = OcspRequests.Create(
            address, OcspRequests.CertificateId(certificate, issuer.Certificate), TimeSpan.FromSeconds(2));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(request);
            }
            catch (HttpRequestException) when (attempt < Attempts)
            {
                // Servers that close each connection at once, as OpenSSL's does, see some reset on a busy machine.
            }
        }
    }

    private static async Task<byte[]> SendAsync(RevocationRequest request)
    {
        using var message = new HttpRequestMessage(request.Body is null ? HttpMethod.Get : HttpMethod.Post, request.Address);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new(request.BodyMediaType!);
        }

        using var response = await Http.SendAsync(message, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
    }
}
