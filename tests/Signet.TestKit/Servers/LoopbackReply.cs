using Microsoft.AspNetCore.Http;

namespace Signet.TestKit.Servers;

/// <summary>What a <see cref="LoopbackHttpServer"/> answers, good or hostile.</summary>
public sealed record LoopbackReply
{
    public int Status { get; init; } = 200;

    public string? ContentType { get; init; }

    public byte[] Body { get; init; } = [];

    /// <summary>Target of a redirect.</summary>
    public string? Location { get; init; }

    /// <summary>Time before the first byte.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Time between single bytes of the body; zero sends it at once.</summary>
    public TimeSpan Drip { get; init; }

    /// <summary>Zero bytes sent after the body, without a length announced; for endless answers.</summary>
    public long Padding { get; init; }

    /// <summary>The connection is cut after the body instead of ended.</summary>
    public bool Abort { get; init; }

    public static LoopbackReply Of(byte[] body, string contentType) => new() { Body = body, ContentType = contentType };

    public static LoopbackReply NotFound { get; } = new() { Status = 404 };

    internal async Task WriteAsync(HttpContext context)
    {
        var stop = context.RequestAborted;
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, stop);
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        if (Location is not null)
        {
            context.Response.Headers.Location = Location;
        }

        if (Padding == 0 && !Abort)
        {
            context.Response.ContentLength = Body.Length;
        }

        var step = Drip > TimeSpan.Zero ? 1 : Math.Max(1, Body.Length);
        for (var sent = 0; sent < Body.Length; sent += step)
        {
            await context.Response.Body.WriteAsync(Body.AsMemory(sent, Math.Min(step, Body.Length - sent)), stop);
            if (Drip > TimeSpan.Zero)
            {
                await context.Response.Body.FlushAsync(stop);
                await Task.Delay(Drip, stop);
            }
        }

        var zeros = new byte[64 * 1024];
        for (var left = Padding; left > 0; left -= zeros.Length)
        {
            await context.Response.Body.WriteAsync(zeros.AsMemory(0, (int)Math.Min(left, zeros.Length)), stop);
        }

        if (Abort)
        {
            await context.Response.Body.FlushAsync(stop);
            context.Abort();
        }
    }
}
