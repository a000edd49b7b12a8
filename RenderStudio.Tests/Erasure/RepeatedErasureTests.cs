using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Erasure;

/// <summary>Repeated erasure requests with the same token.</summary>
public sealed class RepeatedErasureTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const int Many = 64;
    private readonly RunningApp app = shared.App;
    private readonly string subject = $"repeated-{Guid.NewGuid():n}";

    [Fact]
    public async Task Sixty_four_concurrent_and_sequential_requests_are_one_erasure_and_create_no_owner()
    {
        using var owner = app.ClientOf(subject);
        await app.OwnerOfAsync(owner, subject);
        (await SubmitAsync(owner)).EnsureSuccessStatusCode();
        var before = await CountAsync();

        var answers = await AtOnceAsync(() => owner.DeleteAsync("/api/v1/me"));
        for (var time = 0; time < Many; time++)
            answers.Add(await owner.DeleteAsync("/api/v1/me"));

        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}"));
        Assert.Equal(HttpStatusCode.OK, answers[^1].StatusCode);
        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Equal(before with { Erasures = before.Erasures + 1 }, await CountAsync());
    }

    [Fact]
    public async Task An_unknown_subject_gets_one_receipt()
    {
        using var owner = app.ClientOf(subject);
        var before = await CountAsync();

        var answers = await AtOnceAsync(() => owner.DeleteAsync("/api/v1/me"));

        Assert.Single(answers.Select(answer => answer.Headers.Location).Distinct());
        Assert.Equal(new(before.Owners + 1, before.Erasures + 1), await CountAsync());
    }

    [Fact]
    public async Task A_new_owner_of_the_same_subject_waits_for_the_interval()
    {
        using var owner = app.ClientOf(subject);
        var first = await EraseAsync(owner);
        var second = await app.OwnerOfAsync(owner, subject);
        var before = await CountAsync();

        var refused = await AtOnceAsync(() => owner.DeleteAsync("/api/v1/me"));

        Assert.All(refused, answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 500, 600);
        });
        Assert.Equal("rate_limited",
            (await refused[0].Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(before, await CountAsync());
        Assert.Equal(second, await app.OwnerOfAsync(owner, subject));

        await app.QueryAsync<int>("update erasures set requested_at = now() - interval '11 minutes'");
        Assert.NotEqual(first, await EraseAsync(owner));
    }

    [Fact]
    public async Task A_new_owner_is_erased_only_after_the_previous_erasure_of_the_subject_has_finished()
    {
        using var owner = app.ClientOf(subject);
        await EraseAsync(owner);
        await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>(
            "update erasures set requested_at = now() - interval '11 minutes', finished_at = null");

        using var refused = await owner.DeleteAsync("/api/v1/me");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        await app.QueryAsync<int>("update erasures set finished_at = now() where finished_at is null");
        await EraseAsync(owner);
    }

    [Fact]
    public async Task Concurrent_first_requests_create_one_owner()
    {
        using var owner = app.ClientOf(subject);
        var before = await CountAsync();

        var answers = await AtOnceAsync(() => owner.GetAsync("/api/v1/generations?limit=1"));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(before with { Owners = before.Owners + 1 }, await CountAsync());
    }

    [Fact]
    public async Task Concurrent_requests_of_every_kind_start_one_erasure()
    {
        using var owner = app.ClientOf(subject);
        var before = await CountAsync();
        var turn = 0;

        var answers = await AtOnceAsync(() => Interlocked.Increment(ref turn) % 2 == 0
            ? owner.DeleteAsync("/api/v1/me")
            : owner.GetAsync("/api/v1/usage"));

        Assert.DoesNotContain(answers, answer => answer.StatusCode >= HttpStatusCode.InternalServerError);
        var after = await CountAsync();
        Assert.Equal(before.Erasures + 1, after.Erasures);
        Assert.InRange(after.Owners - before.Owners, 1, 2);
    }

    private static async Task<List<HttpResponseMessage>> AtOnceAsync(Func<Task<HttpResponseMessage>> send) =>
        [.. await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Task.Run(send)))];

    private static async Task<Uri> EraseAsync(HttpClient owner)
    {
        using var answer = await owner.DeleteAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.Location!;
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient owner) =>
        owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a room" });

    private async Task<Counted> CountAsync() => new(
        await app.QueryAsync<int>("select count(*)::int from owners"),
        await app.QueryAsync<int>("select count(*)::int from erasures"));

    private sealed record Counted(int Owners, int Erasures);
}
