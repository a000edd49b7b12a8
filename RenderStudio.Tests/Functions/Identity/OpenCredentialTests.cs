using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Functions.ApiKeys;

namespace RenderStudio.Tests.Functions.Identity;

/// <summary>Event streams whose key or token becomes invalid while they are open.</summary>
public sealed class OpenCredentialTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The clock stands still, timers run.
    private readonly FixedClock clock = new(TimeProvider.System.GetUtcNow());
    private RunningApp app = null!;
    private HttpClient owner = null!;
    private Guid generation;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(
            services, adjust => adjust.AddSingleton<TimeProvider>(clock), ("Generations:StreamSeconds", "200"),
            ("Generations:StreamCommentSeconds", "0.1"));
        owner = app.ClientOf("ann");
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a calm study" });
        generation = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task The_stream_of_a_deleted_key_ends_and_its_client_cannot_connect_again()
    {
        var key = await owner.KeyAsync();
        using var program = app.WithKey(key.Text("key"));
        using var stream = await OpenAsync(program);

        (await owner.DeleteAsync($"/api/v1/api-keys/{key.Text("id")}")).EnsureSuccessStatusCode();

        Assert.Equal([1], await stream.ReadToEndAsync().WaitAsync(Patience));
        await RejectedAsync(program);
    }

    [Fact]
    public async Task The_stream_of_a_key_that_another_instance_deleted_ends_within_five_seconds()
    {
        var key = await owner.KeyAsync();
        using var program = app.WithKey(key.Text("key"));
        using var stream = await OpenAsync(program);
        var ended = stream.ReadToEndAsync();

        await app.QueryAsync<int>("delete from api_keys");
        clock.Now += TimeSpan.FromSeconds(4); // The check after one more second is the last one.

        Assert.Equal([1], await ended.WaitAsync(Patience));
        clock.Now += TimeSpan.FromSeconds(1);
        await RejectedAsync(program);
    }

    [Fact]
    public async Task The_stream_of_an_expired_key_ends()
    {
        var key = await owner.KeyAsync(expires: clock.Now.UtcDateTime.AddHours(1));
        using var program = app.WithKey(key.Text("key"));
        using var stream = await OpenAsync(program);

        clock.Now += TimeSpan.FromHours(1);

        Assert.Equal([1], await stream.ReadToEndAsync().WaitAsync(Patience));
        await RejectedAsync(program);
    }

    [Fact]
    public async Task The_stream_of_an_expired_token_ends_after_the_tolerance()
    {
        using var stream = await OpenAsync(owner);
        var ended = stream.ReadToEndAsync();

        clock.Now += TimeSpan.FromSeconds(3600 + 50);
        await StaysOpenAsync(stream);
        clock.Now += TimeSpan.FromSeconds(20);

        Assert.Equal([1], await ended.WaitAsync(Patience));
        await RejectedAsync(owner);
    }

    [Fact]
    public async Task A_stream_with_a_valid_key_or_token_stays_open()
    {
        using var program = app.WithKey((await owner.KeyAsync()).Text("key"));
        using var byKey = await OpenAsync(program);
        using var byToken = await OpenAsync(owner);
        var (first, second) = (byKey.ReadToEndAsync(), byToken.ReadToEndAsync());

        clock.Now += TimeSpan.FromMinutes(10);
        await StaysOpenAsync(byKey);
        await StaysOpenAsync(byToken);
        await owner.PostAsync($"/api/v1/generations/{generation}/cancel", null);

        Assert.Equal([1, 2], await first.WaitAsync(Patience));
        Assert.Equal([1, 2], await second.WaitAsync(Patience));
    }

    private async Task<EventStream> OpenAsync(HttpClient client)
    {
        var stream = await EventStream.OpenAsync(client, generation);
        await stream.ReadAsync(1);
        return stream;
    }

    // A stream checks its credential after each comment. The first of these may be from before the call.
    private static Task StaysOpenAsync(EventStream stream)
    {
        var before = stream.Comments;
        return Eventually.BecomesTrueAsync(() => stream.Comments >= before + 5);
    }

    private async Task RejectedAsync(HttpClient client)
    {
        using var answer = await EventStream.SendAsync(client, generation, lastEvent: 1);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
