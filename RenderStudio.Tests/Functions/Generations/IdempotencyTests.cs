using System.Net;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Generations.KeyedRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>A repeated request with the same idempotency key has one effect and one answer.</summary>
public sealed class IdempotencyTests(Services services) : IAsyncLifetime
{
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
        Assert.Equal(1, await CountAsync(app, "generations", "fifty"));
        Assert.Equal(1, await CountAsync(app, "credit_entries", "fifty", "kind = 'hold'"));
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
    public async Task Another_body_under_a_key_whose_request_was_lost_is_rejected_at_once()
    {
        using var owner = app.ClientOf("lost");
        var first = await SubmitAsync(owner, "k", "a den");
        await owner.PostAsync($"{SubmitRoute}/{IdOf(first)}/cancel", null);
        await app.QueryAsync<int>(
            """
            update idempotency_keys set answer = null, lease_token = gen_random_uuid(),
                lease_until = now() - interval '1 minute'
            """);

        // A request that waits for the response to the first one waits for 10 seconds.
        var other = await SubmitAsync(owner, "k", "another den").WaitAsync(TimeSpan.FromSeconds(7));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("idempotency_key_reused", other.Body);
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(owner, "k", "a den")).Status);
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
        await owner.PostAsync($"{SubmitRoute}/{IdOf(busy)}/cancel", null);

        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(owner, "k2", "a den")).Status);
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
        await owner.PostAsync($"{SubmitRoute}/{IdOf(first)}/cancel", null);
        await app.QueryAsync<int>("update idempotency_keys set created_at = created_at - interval '23 hours'");
        var tooSoon = await SubmitAsync(owner, "k", "another den");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooSoon.Status);
        Assert.Equal(first, await SubmitAsync(owner, "k", "a den"));
        await app.QueryAsync<int>("update idempotency_keys set created_at = created_at - interval '1 hour'");

        var second = await SubmitAsync(owner, "k", "another den");

        Assert.Equal(HttpStatusCode.Accepted, second.Status);
        Assert.Equal(2, await CountAsync(app, "generations", "day"));
    }

    [Fact]
    public async Task The_key_of_a_retry_is_independent_of_the_key_of_a_submit()
    {
        using var owner = app.ClientOf("retry-key");
        var first = await SubmitAsync(owner, "k", "a den");
        var id = JsonDocument.Parse(first.Body).RootElement.GetProperty("id").GetString();
        await owner.PostAsync($"{SubmitRoute}/{id}/cancel", null);

        var retries = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => SendAsync(owner, "k", "", $"{SubmitRoute}/{id}/retry")));

        Assert.Single(retries.Distinct());
        Assert.Equal(2, await CountAsync(app, "generations", "retry-key"));
    }

    [Fact]
    public async Task The_same_key_for_retries_of_two_generations_is_independent()
    {
        using var owner = app.ClientOf("retries");
        var first = await RetryAsync(owner, await CanceledAsync(owner, "a den"));
        await owner.PostAsync($"{SubmitRoute}/{IdOf(first)}/cancel", null);

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
        var tooLong = await SubmitAsync(owner, new string('k', 256), "a den");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.Status);
    }

    private static Task<Answer> RetryAsync(HttpClient owner, Guid id) =>
        SendAsync(owner, "k", "", $"{SubmitRoute}/{id}/retry");

    private static async Task<Guid> CanceledAsync(HttpClient owner, string prompt)
    {
        var id = IdOf(await SubmitAsync(owner, $"of-{prompt[2..]}", prompt));
        await owner.PostAsync($"{SubmitRoute}/{id}/cancel", null);
        return id;
    }
}
