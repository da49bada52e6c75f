using Signet.Signatures.Revocation.Checking;

namespace Signet.Signatures.Tests.Revocation.Checking;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<string, int> _flights = new();
    private int _started;
    private CancellationToken _work;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_under_way_is_shared_and_finished_work_is_not()
    {
        var end = new TaskCompletionSource<int>();
        var waiting = Enumerable.Range(0, 50).Select(_ => _flights.RunAsync("a", Work(end.Task), Token)).ToList();
        var other = _flights.RunAsync("b", _ => Task.FromResult(2), Token);

        end.SetResult(1);

        Assert.All(await Task.WhenAll(waiting), result => Assert.Equal(1, result));
        Assert.Equal(2, await other);
        Assert.Equal(1, _started);
        Assert.Equal(3, await _flights.RunAsync("a", _ => Task.FromResult(3), Token));
    }

    [Fact]
    public async Task One_who_gives_up_does_not_end_it_for_the_others()
    {
        var end = new TaskCompletionSource<int>();
        using var impatience = new CancellationTokenSource();
        var starter = _flights.RunAsync("a", Work(end.Task), impatience.Token);
        var other = _flights.RunAsync("a", Work(end.Task), Token);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starter);
        Assert.False(_work.IsCancellationRequested);
        end.SetResult(1);

        Assert.Equal(1, await other);
        Assert.Equal(1, _started);
    }

    [Fact]
    public async Task When_all_gave_up_the_work_is_cancelled_and_the_next_one_starts_it_anew()
    {
        using var impatience = new CancellationTokenSource();
        var first = _flights.RunAsync("a", Work(new TaskCompletionSource<int>().Task), impatience.Token);
        var second = _flights.RunAsync("a", Work(new TaskCompletionSource<int>().Task), impatience.Token);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        Assert.True(_work.IsCancellationRequested);
        Assert.Equal(2, await _flights.RunAsync("a", _ => Task.FromResult(2), Token));
    }

    [Fact]
    public async Task A_failure_is_everybody_s_and_is_not_kept()
    {
        var end = new TaskCompletionSource<int>();
        var waiting = Enumerable.Range(0, 3).Select(_ => _flights.RunAsync("a", Work(end.Task), Token)).ToList();

        end.SetException(new InvalidOperationException("it broke"));

        foreach (var one in waiting)
        {
            Assert.Equal("it broke", (await Assert.ThrowsAsync<InvalidOperationException>(() => one)).Message);
        }

        Assert.Equal(2, await _flights.RunAsync("a", _ => Task.FromResult(2), Token));
    }

    [Fact]
    public async Task Many_callers_from_many_threads_get_what_they_asked_for()
    {
        var running = new int[4];
        var overlaps = 0;
        await Parallel.ForAsync(0, 4000, Token, async (i, token) =>
        {
            var key = i % running.Length;
            var result = await _flights.RunAsync(key.ToString(null, null), async stop =>
            {
                if (Interlocked.Increment(ref running[key]) != 1)
                {
                    Interlocked.Increment(ref overlaps);
                }

                await Task.Yield();
                Interlocked.Decrement(ref running[key]);
                return key;
            }, token);
            Assert.Equal(key, result);
        });

        Assert.Equal(0, overlaps);
    }

    private Func<CancellationToken, Task<int>> Work(Task<int> end) => token =>
    {
        _started++;
        _work = token;
        return end.WaitAsync(token);
    };
}
