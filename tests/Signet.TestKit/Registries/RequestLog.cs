using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Signet.TestKit.Registries;

/// <summary>What a registry was asked.</summary>
public sealed class RequestLog
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];

    /// <summary>Every request so far, in the order of its coming.</summary>
    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>
    /// Those for no fallback tag: a client asks for that along with the referrers API, does not wait for it where the API answers,
    /// and it may come while the next thing is done.
    /// </summary>
    public IReadOnlyList<RecordedRequest> AllButFallbackTags =>
        [.. All.Where(one => !one.Path.Contains("/manifests/sha256-", StringComparison.Ordinal))];

    public int Count => All.Count;

    /// <summary>Sequential steps a client needed: the highest wave.</summary>
    public int Waves => All.Select(request => request.Wave).DefaultIfEmpty().Max();

    /// <summary>Most requests that were waiting for their answer at one time.</summary>
    public int HighestConcurrency => HighestOf(_ => true);

    /// <summary>The same of some of the requests.</summary>
    public int HighestOf(Func<RecordedRequest, bool> filter)
    {
        var all = All.Where(filter).ToList();
        return all.Select(one => all.Count(other =>
                other.Started <= one.Started && (other.Answered == 0 || other.Answered > one.Started)))
            .DefaultIfEmpty()
            .Max();
    }

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    /// <summary>Requests of a method whose path contains a text.</summary>
    public IReadOnlyList<RecordedRequest> Of(string method, string pathPart = "") =>
        [.. All.Where(one => one.Method == method && one.Path.Contains(pathPart, StringComparison.Ordinal))];

    internal RecordedRequest Start(HttpContext context)
    {
        var request = context.Request;
        lock (_gate)
        {
            var recorded = new RecordedRequest
            {
                Number = _requests.Count + 1,
                Method = request.Method,
                Path = request.Path.Value ?? "",
                Query = request.QueryString.Value ?? "",
                Headers = request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                Protocol = request.Protocol,
                ClientSubject = context.Connection.ClientCertificate?.Subject,
                ConnectionId = context.Features.Get<IHttpConnectionFeature>()?.ConnectionId ?? "",
                Started = Stopwatch.GetTimestamp(),
                Wave = 1 + _requests.Where(one => one.Answered != 0).Select(one => one.Wave).DefaultIfEmpty().Max(),
            };
            _requests.Add(recorded);
            return recorded;
        }
    }

    internal void Answer(RecordedRequest request, int statusCode)
    {
        lock (_gate)
        {
            request.StatusCode = statusCode;
            request.Answered = Stopwatch.GetTimestamp();
        }
    }
}
