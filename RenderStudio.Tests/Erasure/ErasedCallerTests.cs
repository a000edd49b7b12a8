using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Reconciliation;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Erasure;

/// <summary>Requests of an erased owner with the same token.</summary>
[Collection<OnSweptStorage>]
public sealed class ErasedCallerTests(SweptApp shared) : IClassFixture<SweptApp>
{
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task The_same_subject_gets_a_new_owner_and_the_receipt_is_readable_without_a_token()
    {
        var subject = $"erased-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var before = await app.OwnerOfAsync(owner, subject);
        await SubmitAsync(owner);

        using var answer = await owner.DeleteAsync("/api/v1/me");
        using var next = await SubmitAsync(owner);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
        var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(1, receipt.GetProperty("generations").GetInt32());
        var read = await app.Http.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);
        Assert.Equal(receipt.ToString(), read.ToString());
        Assert.Equal(HttpStatusCode.NotFound,
            (await app.Http.GetAsync($"/api/v1/me/erasures/{Guid.NewGuid()}")).StatusCode);
        Assert.NotEqual(before, await app.OwnerOfAsync(owner, subject));
        var generations = await owner.GetFromJsonAsync<JsonElement>("/api/v1/generations");
        Assert.Single(generations.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task An_instance_with_a_stale_owner_id_writes_nothing_and_then_reads_the_new_one()
    {
        var subject = $"elsewhere-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        await EraseElsewhereAsync(ownerId);

        using var refused = await SubmitAsync(owner);
        using var taken = await SubmitAsync(owner);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal(0, await app.QueryAsync<long>(
            "select count(*) from generations where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task An_instance_reads_the_owner_again_after_one_minute()
    {
        var clock = new FixedClock(TimeProvider.System.GetUtcNow());
        var authenticate = new Authenticate(app.Services.GetRequiredService<OwnerStore>(), clock);
        var subject = new TokenSubject(TestTokens.Issuer, $"again-{Guid.NewGuid()}");
        var before = (await authenticate.RunAsync(subject, default)).OwnerId;
        await EraseElsewhereAsync(before);

        clock.Now += TimeSpan.FromSeconds(59);
        Assert.Equal(before, (await authenticate.RunAsync(subject, default)).OwnerId);
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(before, (await authenticate.RunAsync(subject, default)).OwnerId);
    }

    [Fact]
    public async Task The_timer_finishes_an_erasure_that_a_crash_interrupted()
    {
        var subject = $"left-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        await SubmitAsync(owner);
        await EraseElsewhereAsync(ownerId);
        await app.QueryAsync<int>(
            "insert into erasures (id, owner_id) values (gen_random_uuid(), @ownerId)", new { ownerId });

        await ActivatorUtilities.CreateInstance<ReconciliationFunctions>(app.Services)
            .ReconcileAsync(new TimerInfo(), default);

        Assert.Equal(1, await app.QueryAsync<int>(
            "select generations from erasures where owner_id = @ownerId and finished_at is not null", new { ownerId }));
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient owner) =>
        owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a room" });

    /// <summary>Marks the owner as erased, as another instance does.</summary>
    private Task<int> EraseElsewhereAsync(Guid ownerId) => app.QueryAsync<int>(
        "update owners set issuer = 'erased', subject = id::text, erased_at = now() where id = @ownerId",
        new { ownerId });
}
