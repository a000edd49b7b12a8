using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// The app behind nginx with its default settings: nginx buffers responses and ends a request after 60 seconds without
/// one.
/// </summary>
public sealed class BehindNginxTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Generations = "/api/v1/generations";

    private readonly RunningApp app = shared.App;
    private readonly string subject = $"nginx-{Guid.NewGuid():n}";

    [Fact]
    public async Task An_event_arrives_through_a_proxy_that_buffers_before_the_next_event_happens()
    {
        await using var nginx = await Nginx.StartAsync(app.Http.BaseAddress!);
        using var owner = ClientOf(nginx);
        var id = await SubmitAsync(owner);

        using var stream = await EventStream.OpenAsync(owner, id);
        await stream.ReadAsync(1);
        using var canceled = await owner.PostAsync($"{Generations}/{id}/cancel", null);
        await stream.ReadAsync(2);
    }

    [Fact]
    public async Task A_request_that_prefers_to_wait_as_long_as_the_proxy_is_answered_before_it()
    {
        await using var nginx = await Nginx.StartAsync(app.Http.BaseAddress!);
        using var owner = ClientOf(nginx);
        owner.DefaultRequestHeaders.Add("Prefer", "wait=60");

        using var answer = await owner.PostAsJsonAsync(Generations, new { mode = "imagine", prompt = "a calm study" });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["wait=50"], answer.Headers.GetValues("Preference-Applied"));
    }

    [Fact]
    public async Task A_retry_that_a_proxy_cut_off_and_the_client_repeats_is_bought_once()
    {
        await using var impatient = await Nginx.StartAsync(app.Http.BaseAddress!, "proxy_read_timeout 1s;");
        await using var nginx = await Nginx.StartAsync(app.Http.BaseAddress!);
        using var first = ClientOf(impatient);
        using var owner = ClientOf(nginx);
        var id = await SubmitAsync(owner);
        using var canceled = await owner.PostAsync($"{Generations}/{id}/cancel", null);
        using var retry = new HttpRequestMessage(HttpMethod.Post, $"{Generations}/{id}/retry");
        retry.Headers.Add("Prefer", "wait=60");

        using var cut = await first.SendAsync(retry);
        using var repeated = await owner.PostAsync($"{Generations}/{id}/retry", null);

        Assert.Equal(
            (HttpStatusCode.GatewayTimeout, HttpStatusCode.Accepted), (cut.StatusCode, repeated.StatusCode));
        Assert.Equal(
            (await repeated.Content.ReadFromJsonAsync<JsonElement>()).Id(),
            await app.QueryAsync<Guid>("select id from generations where retried_from = @id", new { id }));
        Assert.Equal(2, await app.QueryAsync<int>(
            """
            select count(*)::int from credit_entries e join owners o on o.id = e.owner_id
            where o.subject = @subject and e.kind = 'hold'
            """, new { subject }));
    }

    private HttpClient ClientOf(Nginx nginx)
    {
        var owner = app.ClientOf(subject);
        owner.BaseAddress = nginx.Address;
        return owner;
    }

    private static async Task<Guid> SubmitAsync(HttpClient owner)
    {
        using var answer = await owner.PostAsJsonAsync(Generations, new { mode = "imagine", prompt = "a calm study" });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }
}
