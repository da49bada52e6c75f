using Microsoft.AspNetCore.Http;

namespace Signet.TestKit.Registries;

/// <summary>
/// What happens to requests that match: by default the first one only. A rule with an answer of its own replaces the
/// registry's; without one, the registry answers and the rule delays, changes or cuts that. Rules are asked in the order
/// of their making; the first that still has turns left is used. They apply before authentication.
/// </summary>
public sealed class ScriptRule
{
    private readonly Func<RecordedRequest, bool> _matches;
    private readonly Lock _gate = new();
    private readonly List<Func<HttpContext, Task>> _before = [];
    private readonly List<(string Name, string? Value)> _headers = [];
    private Func<HttpContext, Task>? _answer;
    private Func<byte[], byte[]>? _change;
    private Func<HttpContext, byte[], Task>? _deliver;
    private int _skips;
    private int _turns = 1;
    private int _used;

    internal ScriptRule(Func<RecordedRequest, bool> matches) => _matches = matches;

    /// <summary>How often the rule was applied.</summary>
    public int Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>Applies to the first <paramref name="turns"/> matching requests.</summary>
    public ScriptRule Times(int turns) => Set(() => _turns = turns);

    /// <summary>Applies to every matching request.</summary>
    public ScriptRule Always() => Times(int.MaxValue);

    /// <summary>Lets the first <paramref name="skips"/> matching requests pass.</summary>
    public ScriptRule After(int skips) => Set(() => _skips = skips);

    /// <summary>Runs before the answer is made, for example to change what the registry holds.</summary>
    public ScriptRule Before(Action<RecordedRequest> action) => Set(() => _before.Add(context =>
    {
        action((RecordedRequest)context.Items[typeof(RecordedRequest)]!);
        return Task.CompletedTask;
    }));

    public ScriptRule Before(Func<Task> action) => Set(() => _before.Add(_ => action()));

    public ScriptRule Delay(TimeSpan time) => Set(() => _before.Add(context => Task.Delay(time, context.RequestAborted)));

    /// <summary>Sets a header of the answer; null removes it.</summary>
    public ScriptRule Header(string name, string? value) => Set(() => _headers.Add((name, value)));

    public ScriptRule Respond(Func<HttpContext, Task> answer) => Set(() => _answer = answer);

    /// <summary>An error body as the specification wants it; a <c>Retry-After</c> in seconds for throttling.</summary>
    public ScriptRule Status(int status, int? retryAfter = null, string code = "UNKNOWN", string message = "scripted") =>
        Respond(context =>
        {
            if (retryAfter is { } seconds)
            {
                context.Response.Headers.RetryAfter = seconds.ToString(null, null);
            }

            return RegistryReply.ErrorAsync(context, status, code, message);
        });

    public ScriptRule Body(byte[] content, string contentType, int status = 200) => Respond(context =>
    {
        context.Response.StatusCode = status;
        return RegistryReply.BytesAsync(context, content, contentType);
    });

    public ScriptRule RedirectTo(string location, int status = 307) => Respond(context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    });

    /// <summary>Closes the connection without an answer; with HTTP/2, only the stream.</summary>
    public ScriptRule DropConnection() => Respond(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Never answers; the client's patience or the registry's end finishes it.</summary>
    public ScriptRule Hang() => Respond(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    /// <summary>Serves other bytes than the answer has; length and digest headers keep announcing the old ones only where their length is equal.</summary>
    public ScriptRule Change(Func<byte[], byte[]> change) => Set(() => _change = change);

    /// <summary>Announces the whole body, sends <paramref name="bytes"/> of it and closes.</summary>
    public ScriptRule TruncateBodyAt(int bytes) => Set(() => _deliver = async (context, body) =>
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(bytes, body.Length)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);

        // Closing at once could discard what is still in the socket's buffer.
        await Task.Delay(50, context.RequestAborted);
        context.Abort();
    });

    /// <summary>Sends the body in pieces with a pause after each.</summary>
    public ScriptRule SlowDrip(int bytes, TimeSpan pause) => Set(() => _deliver = async (context, body) =>
    {
        for (var at = 0; at < body.Length; at += bytes)
        {
            await context.Response.Body.WriteAsync(
                body.AsMemory(at, Math.Min(bytes, body.Length - at)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(pause, context.RequestAborted);
        }
    });

    internal bool TryTake(RecordedRequest request)
    {
        if (!_matches(request))
        {
            return false;
        }

        lock (_gate)
        {
            if (_skips > 0)
            {
                _skips--;
                return false;
            }

            if (_used >= _turns)
            {
                return false;
            }

            _used++;
            return true;
        }
    }

    internal async Task ApplyAsync(HttpContext context, RequestDelegate registry)
    {
        foreach (var step in _before)
        {
            await step(context);
        }

        context.Response.OnStarting(() =>
        {
            foreach (var (name, value) in _headers)
            {
                context.Response.Headers[name] = value;
            }

            return Task.CompletedTask;
        });
        RequestDelegate answer = _answer is null ? registry : new RequestDelegate(_answer);
        if (_change is null && _deliver is null)
        {
            await answer(context);
            return;
        }

        var client = context.Response.Body;
        using var made = new MemoryStream();
        context.Response.Body = made;
        await answer(context);
        context.Response.Body = client;
        var body = _change is null ? made.ToArray() : _change(made.ToArray());
        if (_change is not null)
        {
            context.Response.ContentLength = body.Length;
        }

        await (_deliver is null
            ? client.WriteAsync(body, context.RequestAborted).AsTask()
            : _deliver(context, body));
    }

    private ScriptRule Set(Action change)
    {
        lock (_gate)
        {
            change();
        }

        return this;
    }
}
