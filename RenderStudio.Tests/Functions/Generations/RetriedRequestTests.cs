using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Generations;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>A retry repeats each field of the original request.</summary>
public sealed class RetriedRequestTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Generations = "/api/v1/generations";

    /// <summary>
    /// The columns that differ between a generation and its retry. All other columns contain the request.
    /// </summary>
    private static readonly string[] Own =
    [
        "id", "render_id", "status", "retried_from", "cancel_requested_at", "canceled_at", "created_at", "finished_at",
        "expected_seconds",
    ];

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_retry_repeats_the_row_of_a_request_with_two_photos()
    {
        using var owner = app.ClientOf($"retry-{Guid.NewGuid():n}");

        await IsRepeatedAsync(owner, new()
        {
            ["mode"] = "compose",
            ["quality"] = "standard",
            ["variants"] = 1,
            ["input1"] = (await owner.UploadedAsync(Drawing.Quarters(96, 96).EncodePng())).Id(),
            ["input2"] = (await owner.UploadedAsync(Drawing.Quarters(80, 80).EncodePng())).Id(),
        }, "input1_id", "input2_id");
    }

    [Fact]
    public async Task A_retry_repeats_the_row_of_a_request_with_a_seed()
    {
        using var owner = app.ClientOf($"retry-{Guid.NewGuid():n}");

        await IsRepeatedAsync(owner, new()
        {
            ["mode"] = "imagine",
            ["quality"] = "draft",
            ["variants"] = 2,
            ["seed"] = 7,
        }, "seed");
    }

    [Fact]
    public async Task An_unfinished_generation_of_another_owner_is_not_found()
    {
        using var owner = app.ClientOf($"retry-{Guid.NewGuid():n}");
        using var other = app.ClientOf($"retry-{Guid.NewGuid():n}");
        using var submitted = await owner.PostAsJsonAsync(
            Generations, new { mode = "imagine", prompt = "a calm study" });
        var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        using var retry = await other.PostAsync($"{Generations}/{id}/retry", null);

        Assert.Equal(HttpStatusCode.NotFound, retry.StatusCode);
    }

    [Fact]
    public async Task A_retry_without_a_key_returns_the_retry_that_is_still_running()
    {
        var subject = $"retry-{Guid.NewGuid():n}";
        using var owner = app.ClientOf(subject);
        var first = await EndedAsync(owner);

        var retries = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RetryAsync(owner, first)));

        Assert.Single(retries.Distinct());
        Assert.Equal("2 2", await app.QueryAsync<string>(
            """
            select concat_ws(' ', (select count(*) from generations where owner_id = o.id),
                (select count(*) from credit_entries where owner_id = o.id and kind = 'hold'))
            from owners o where subject = @subject
            """, new { subject }));
        await owner.PostAsync($"{Generations}/{retries[0]}/cancel", null);
        Assert.NotEqual(retries[0], await RetryAsync(owner, first));
    }

    [Fact]
    public async Task A_retry_without_a_key_is_another_generation_while_the_first_retry_is_being_canceled()
    {
        var subject = $"retry-{Guid.NewGuid():n}";
        using var owner = app.ClientOf(subject);
        var first = await EndedAsync(owner);
        await app.QueryAsync<int>("update owners set plan = 'studio' where subject = @subject", new { subject });
        var canceled = await RetryAsync(owner, first);
        await app.QueryAsync<int>(
            "update generations set cancel_requested_at = now() where id = @canceled", new { canceled });

        Assert.NotEqual(canceled, await RetryAsync(owner, first));
    }

    [Fact]
    public async Task A_retry_with_a_new_key_is_another_generation()
    {
        var subject = $"retry-{Guid.NewGuid():n}";
        using var owner = app.ClientOf(subject);
        var first = await EndedAsync(owner);
        await app.QueryAsync<int>("update owners set plan = 'studio' where subject = @subject", new { subject });
        var running = await RetryAsync(owner, first);

        var keyed = new[] { await RetryAsync(owner, first, "a"), await RetryAsync(owner, first, "b") };

        Assert.Distinct([running, .. keyed]);
        Assert.Equal(keyed[1], await RetryAsync(owner, first));
    }

    /// <returns>A generation that has ended.</returns>
    private static async Task<Guid> EndedAsync(HttpClient owner)
    {
        var id = await AcceptedAsync(owner.PostAsJsonAsync(Generations, new { mode = "imagine", prompt = "a study" }));
        using var canceled = await owner.PostAsync($"{Generations}/{id}/cancel", null);
        return id;
    }

    private static Task<Guid> RetryAsync(HttpClient owner, Guid id, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Generations}/{id}/retry");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return AcceptedAsync(owner.SendAsync(request));
    }

    private async Task IsRepeatedAsync(HttpClient owner, Dictionary<string, object> fields, params string[] columns)
    {
        Dictionary<string, object> whole = new(fields)
        {
            ["prompt"] = "a calm study",
            ["negativePrompt"] = "clutter",
            ["roomType"] = "bedroom",
            ["style"] = "japandi",
            ["aspectRatio"] = "4:3",
            ["model"] = fields["mode"] is "compose" ? "google/nano-banana" : "black-forest-labs/flux-schnell",
            ["maxWaitSeconds"] = 300,
        };
        var first = await AcceptedAsync(owner.PostAsJsonAsync(Generations, whole));
        using var canceled = await owner.PostAsync($"{Generations}/{first}/cancel", null);

        var again = await AcceptedAsync(owner.PostAsync($"{Generations}/{first}/retry", null));

        Assert.Equal(await RequestRowAsync(first), await RequestRowAsync(again));
        foreach (var column in columns.Append("negative_prompt").Append("max_wait_seconds"))
            Assert.True(await app.QueryAsync<bool>(
                $"select {column} is not null and model_requested from generations where id = @first", new { first }));
    }

    private static async Task<Guid> AcceptedAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }

    [Fact]
    public async Task A_retry_repeats_each_field_of_the_stored_request()
    {
        using var owner = app.ClientOf($"retry-{Guid.NewGuid():n}");
        var id = await AcceptedAsync(
            owner.PostAsJsonAsync(Generations, new { mode = "imagine", prompt = "a calm study" }));
        var photo = (await owner.UploadedAsync(Drawing.Quarters(96, 96).EncodePng())).Id();
        var ownerId = await app.QueryAsync<Guid>(
            """
            update generations set mode = 'inspire', negative_prompt = 'b', room_type = 'c', style = 'd', seed = 2,
                model_requested = true, max_wait_seconds = 300, input1_id = @photo, input2_id = @photo,
                palette = '[]', surface = '{}', stencil = 'h', min_region_mm = 4, stencil_id = gen_random_uuid()
            where id = @id returning owner_id
            """,
            new { id, photo });

        var retried = await app.Services.GetRequiredService<RetryStore>().FindAsync(id, ownerId, default);

        // A quote is valid for one submit, and a stored request has no errors.
        foreach (var property in typeof(SubmitRequest).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.Name is not (nameof(SubmitRequest.QuoteId) or nameof(SubmitRequest.Errors))))
            Assert.True(property.GetValue(retried!.Request) is not null, property.Name);
    }

    private Task<string?> RequestRowAsync(Guid id) => app.QueryAsync<string>(
        "select (to_jsonb(g) - @Own)::text from generations g where id = @id", new { id, Own });
}
