using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>A repeated request with the same idempotency key has one effect and one answer.</summary>
public sealed class IdempotencyTests(Services services) : IAsyncLifetime
{
    private const string Generations = "/api/v1/generations";
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Fifty_submits_with_one_key_create_one_generation_and_one_hold_and_get_equal_answers()
    {
        using var owner = app.ClientOf("fifty");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SubmitAsync(owner, "k", "a den")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(1, await CountAsync("generations", "fifty"));
        Assert.Equal(1, await CountAsync("credit_entries", "fifty", "kind = 'hold'"));
    }

    [Fact]
    public async Task Fifty_uploads_with_one_key_store_one_photo()
    {
        using var owner = app.ClientOf("fifty-photos");
        var photo = DrawnRoom.Png(128, 96);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SubmitPhotoAsync(owner, "k", photo)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        var ownerId = await app.OwnerOfAsync(owner, "fifty-photos");
        Assert.Single(await app.BlobsOfAsync(ownerId));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_rejected_and_field_order_is_ignored()
    {
        using var owner = app.ClientOf("body");
        var first = await SendAsync(owner, "k", """{"mode":"imagine","prompt":"a den"}""");
        var same = await SendAsync(owner, "k", """{ "prompt": "a den", "mode": "imagine" }""");
        var other = await SendAsync(owner, "k", """{"mode":"imagine","prompt":"a den "}""");

        Assert.Equal(first, same);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("idempotency_key_reused", other.Body);
    }

    [Fact]
    public async Task The_keys_of_two_owners_are_independent()
    {
        using var ann = app.ClientOf("ann");
        using var bob = app.ClientOf("bob");

        var first = await SubmitAsync(ann, "shared", "a den");
        var second = await SubmitAsync(bob, "shared", "a den");

        Assert.NotEqual(first.Body, second.Body);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.Status, second.Status));
    }

    [Fact]
    public async Task A_rejection_is_not_stored_under_the_key()
    {
        using var owner = app.ClientOf("refused");
        var busy = await SubmitAsync(owner, "k1", "a den");
        var refused = await SubmitAsync(owner, "k2", "a den");
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        await owner.PostAsync($"{Generations}/{JsonDocument.Parse(busy.Body).RootElement.GetProperty("id").GetString()}/cancel", null);

        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(owner, "k2", "a den")).Status);
    }

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
        Assert.Equal(2, await CountAsync("generations", "dead"));
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

    [Fact]
    public async Task Another_photo_under_the_same_key_is_rejected()
    {
        using var owner = app.ClientOf("photo");
        var (one, other) = (DrawnRoom.Png(128, 96), DrawnRoom.Png(130, 96));

        var first = await SubmitPhotoAsync(owner, "k", one);
        var changed = await SubmitPhotoAsync(owner, "k", other);
        var again = await SubmitPhotoAsync(owner, "k", one, fileName: "other-name.png");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, changed.Status);
        Assert.Contains("idempotency_key_reused", changed.Body);
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task A_key_can_be_reused_after_a_day()
    {
        using var owner = app.ClientOf("day");
        var first = await SubmitAsync(owner, "k", "a den");
        await owner.PostAsync($"{Generations}/{JsonDocument.Parse(first.Body).RootElement.GetProperty("id").GetString()}/cancel", null);
        await app.QueryAsync<int>("update idempotency_keys set created_at = created_at - interval '23 hours'");
        var tooSoon = await SubmitAsync(owner, "k", "another den");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooSoon.Status);
        Assert.Equal(first, await SubmitAsync(owner, "k", "a den"));
        await app.QueryAsync<int>("update idempotency_keys set created_at = created_at - interval '1 hour'");

        var second = await SubmitAsync(owner, "k", "another den");

        Assert.Equal(HttpStatusCode.Accepted, second.Status);
        Assert.Equal(2, await CountAsync("generations", "day"));
    }

    [Fact]
    public async Task The_key_of_a_retry_is_independent_of_the_key_of_a_submit()
    {
        using var owner = app.ClientOf("retry-key");
        var first = await SubmitAsync(owner, "k", "a den");
        var id = JsonDocument.Parse(first.Body).RootElement.GetProperty("id").GetString();
        await owner.PostAsync($"{Generations}/{id}/cancel", null);

        var retries = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(owner, "k", "", $"{Generations}/{id}/retry")));

        Assert.Single(retries.Distinct());
        Assert.Equal(2, await CountAsync("generations", "retry-key"));
    }

    [Fact]
    public async Task The_same_key_for_retries_of_two_generations_is_independent()
    {
        using var owner = app.ClientOf("retries");
        var first = await RetryAsync(owner, await CanceledAsync(owner, "a den"));
        await owner.PostAsync($"{Generations}/{IdOf(first)}/cancel", null);

        var second = await RetryAsync(owner, await CanceledAsync(owner, "a loft"));

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (first.Status, second.Status));
        Assert.NotEqual(IdOf(first), IdOf(second));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("k\u007f")]
    [InlineData("")]
    [InlineData("\"\"")]
    public async Task An_invalid_key_is_rejected_by_name(string key)
    {
        using var owner = app.ClientOf("odd-key");
        var answer = await SubmitAsync(owner, key, "a den");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("Idempotency-Key", answer.Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SubmitAsync(owner, new string('k', 256), "a den")).Status);
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

    private static Task<Answer> RetryAsync(HttpClient owner, Guid id) =>
        SendAsync(owner, "k", "", $"{Generations}/{id}/retry");

    private static async Task<Guid> CanceledAsync(HttpClient owner, string prompt)
    {
        var id = IdOf(await SubmitAsync(owner, $"of-{prompt[2..]}", prompt));
        await owner.PostAsync($"{Generations}/{id}/cancel", null);
        return id;
    }

    private static Guid IdOf(Answer answer) => JsonDocument.Parse(answer.Body).RootElement.Id();

    /// <summary>Registers a storage client that runs the callback before each of its requests.</summary>
    private async Task<Action<IServiceCollection>> StorageAsync(Func<Task> before)
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(
            new StorageHook((_, answered) => answered ? Task.CompletedTask : before()), HttpPipelinePosition.PerCall);
        var storage = new BlobServiceClient(await services.StorageConnectionAsync(), options);
        return collection => collection.AddSingleton(storage);
    }

    private static Task<Answer> SubmitAsync(HttpClient owner, string key, string prompt) =>
        SendAsync(owner, key, JsonSerializer.Serialize(new { mode = "imagine", prompt }));

    private static async Task<Answer> SendAsync(HttpClient owner, string key, string body, string path = Generations)
    {
        using var answer = await owner.SendAsync(Request(key, body, path));
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<Answer> SubmitPhotoAsync(
        HttpClient owner, string key, byte[] photo, string fileName = "room.png")
    {
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("redesign"), "mode");
        form.Add(new StringContent("japandi"), "style");
        form.Add(new ByteArrayContent(photo), "input1", fileName);
        var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = form };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await owner.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static HttpRequestMessage Request(string key, string body, string path = Generations)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return request;
    }

    private Task<int> CountAsync(string table, string subject, string which = "true") => app.QueryAsync<int>(
        $"select count(*)::int from {table} t join owners o on o.id = t.owner_id where o.subject = @subject and {which}",
        new { subject });

    private sealed record Answer(HttpStatusCode Status, string Body);
}
