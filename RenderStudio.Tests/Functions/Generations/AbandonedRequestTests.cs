using System.Net;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Generations.KeyedRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>
/// Requests with the idempotency key of a first request that is still running, or that ended without an answer.
/// </summary>
public sealed class AbandonedRequestTests(Services services) : IAsyncLifetime
{
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_second_request_waits_for_the_running_first_one_and_gets_a_retry_time()
    {
        await using var hasty = await RunningApp.StartAsync(services, ("Generations:IdempotencyWaitSeconds", "0.2"));
        using var owner = hasty.ClientOf("progress");
        await StallAsync(hasty, owner, "progress", "now() + interval '1 minute'");

        using var request = Request("k", """{"mode":"imagine","prompt":"a den"}""");
        using var answer = await owner.SendAsync(request);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("idempotency_in_progress", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_abandoned_first_request_is_taken_over_once()
    {
        using var owner = app.ClientOf("dead");
        await StallAsync(app, owner, "dead", "now() - interval '1 second'");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SubmitAsync(owner, "k", "a den")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(2, await CountAsync(app, "generations", "dead"));
    }

    [Fact]
    public async Task The_key_of_an_abandoned_request_accepts_the_same_body_only()
    {
        await using var hasty = await RunningApp.StartAsync(services, ("Generations:IdempotencyWaitSeconds", "0.2"));
        using var owner = hasty.ClientOf("dead-other");
        await StallAsync(hasty, owner, "dead-other", "now() - interval '1 second'");

        var other = await SubmitAsync(owner, "k", "another den");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("idempotency_key_reused", other.Body);
        Assert.Equal(1, await hasty.QueryAsync<int>("select count(*)::int from generations"));
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(owner, "k", "a den")).Status);
        Assert.Equal(2, await hasty.QueryAsync<int>("select count(*)::int from generations"));
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Accepted)]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    public async Task A_first_request_that_was_taken_over_writes_nothing(bool fails, HttpStatusCode status)
    {
        var (reached, resume) = (new TaskCompletionSource(), new TaskCompletionSource());
        var waits = 0;
        await using var slow = await RunningApp.StartAsync(services, await StorageAsync(async () =>
        {
            if (Interlocked.Exchange(ref waits, 0) == 0)
                return;
            reached.SetResult();
            await resume.Task;
            if (fails)
                throw new RequestFailedException("No connection.");
        }));
        using var owner = slow.ClientOf("slow");
        var ownerId = await slow.OwnerOfAsync(owner, "slow");
        await slow.QueryAsync<int>("update owners set plan = 'studio'"); // so that no limit rejects a second generation
        var photo = DrawnRoom.Png(128, 96);

        waits = 1;
        var overtaken = SubmitPhotoAsync(owner, "k", photo);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await slow.QueryAsync<int>("update idempotency_keys set lease_until = now() - interval '1 second'");
        var second = await SubmitPhotoAsync(owner, "k", photo);
        resume.SetResult();
        var first = await overtaken;
        var third = await SubmitPhotoAsync(owner, "k", photo);

        Assert.Equal(status, first.Status);
        Assert.Equal(HttpStatusCode.Accepted, second.Status);
        Assert.Equal(second, third);
        if (!fails)
            Assert.Equal(second, first);
        Assert.Equal("1 generations, 1 holds, 1 photos", await slow.QueryAsync<string>(
            """
            select format('%s generations, %s holds, %s photos', (select count(*) from generations),
                (select count(*) from credit_entries where kind = 'hold'), (select count(*) from assets))
            """));
        Assert.Single(await slow.BlobsOfAsync(ownerId));
    }

    /// <summary>Simulates a first request that has claimed its key and has not answered.</summary>
    private static async Task StallAsync(RunningApp app, HttpClient owner, string subject, string until)
    {
        await SubmitAsync(owner, "k", "a den");
        await app.QueryAsync<int>(
            $"""
            update generations g set status = 'canceled', finished_at = now() from owners o
            where o.id = g.owner_id and o.subject = @subject;
            update idempotency_keys k set answer = null, lease_token = gen_random_uuid(), lease_until = {until}
            from owners o where o.id = k.owner_id and o.subject = @subject
            """, new { subject });
    }

    /// <summary>Registers a storage client that runs the callback before each of its requests.</summary>
    private async Task<Action<IServiceCollection>> StorageAsync(Func<Task> before)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(
            new StorageHook((_, answered) => answered ? Task.CompletedTask : before()), HttpPipelinePosition.PerCall);
        var storage = new BlobServiceClient(await services.StorageConnectionAsync(), options);
        return collection => collection.AddSingleton(storage);
    }
}
