using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Memory for request bodies has one budget, and each kind of sender has a share of it.</summary>
public sealed class BodyMemoryTests(Services services) : IAsyncLifetime
{
    private const string Webhook = "/api/v1/webhooks/replicate", Upload = "/api/v1/storage/upload";
    private const int Megabyte = 1024 * 1024, Budget = 96 * Megabyte, FileBytes = 10_000_000, Sent = 100_000;

    private RunningApp app = null!;

    private BodyMemory Memory => app.Services.GetRequiredService<BodyMemory>();

    public async ValueTask InitializeAsync() =>
        app = await RunningApp.StartAsync(services, ("Http:BodyMemoryMB", $"{Budget / Megabyte}"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Bodies_above_the_share_of_an_owner_get_503_and_other_owners_are_served()
    {
        using var owner = app.ClientOf("bodies-1");
        using var other = app.ClientOf("bodies-2");
        List<HeldRequest> held = [];
        for (var count = 0; count < 3; count++)
            held.Add(await UploadAsync(owner));
        await HeldIsAsync(bytes => bytes > 3L * FileBytes);

        using var oneMore = await UploadAsync(owner);
        var answer = await oneMore.AnswerAsync();

        Assert.StartsWith("HTTP/1.1 503", answer);
        Assert.Contains("Retry-After: ", answer);
        Assert.Contains("\"code\":\"unavailable\"", answer);
        await other.UploadedAsync(Drawing.Quarters(96, 64).EncodePng());

        held.ForEach(request => request.Dispose());
        await HeldIsAsync(bytes => bytes == 0);
        await owner.UploadedAsync(Drawing.Quarters(96, 64).EncodePng());
        await HeldIsAsync(bytes => bytes == 0);
    }

    [Fact]
    public async Task Unsigned_webhooks_use_no_memory_budget_and_are_rejected_at_their_end()
    {
        var held = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => WebhookAsync("")));
        var taken = Memory.Taken;

        using var owner = app.ClientOf("bodies-3");
        await owner.UploadedAsync(Drawing.Quarters(96, 64).EncodePng());
        Assert.DoesNotContain(held, request => request.IsAnswered);
        await held[0].SendAsync(new byte[900_000 - 300_000]);
        Assert.StartsWith("HTTP/1.1 401", await held[0].AnswerAsync());

        Assert.InRange(Memory.Taken - taken, 0, Megabyte); // of the upload
        Array.ForEach(held, request => request.Dispose());
    }

    [Fact]
    public async Task Forged_webhooks_use_at_most_a_quarter_of_the_memory_budget()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var headers = $"webhook-id: msg_1\r\nwebhook-timestamp: {now}\r\n"
            + $"webhook-signature: v1,{Convert.ToBase64String(new byte[32])}\r\n";
        var held = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => WebhookAsync(headers)));
        await Eventually.BecomesTrueAsync(() => held.Any(request => request.IsAnswered));

        using var owner = app.ClientOf("bodies-4");
        await owner.UploadedAsync(Drawing.Quarters(96, 64).EncodePng());

        var refused = held.First(request => request.IsAnswered);
        Assert.StartsWith("HTTP/1.1 503", await refused.AnswerAsync());
        Assert.InRange(Memory.Held, 1, Budget / 4);
        Array.ForEach(held, request => request.Dispose());
        await HeldIsAsync(bytes => bytes == 0);
    }

    [Fact]
    public async Task A_stalled_body_is_rejected_and_its_memory_is_released()
    {
        using var owner = app.ClientOf("bodies-5");
        using var stalled = await UploadAsync(owner);
        await HeldIsAsync(bytes => bytes > FileBytes);

        await HeldIsAsync(bytes => bytes == 0);

        Assert.Matches(
            "^(HTTP/1.1 408.*\"code\":\"request_timeout\".*)?$", (await stalled.AnswerAsync()).ReplaceLineEndings(""));
    }

    [Fact]
    public void A_memory_claim_counts_once_and_ends_with_its_request()
    {
        var memory = new BodyMemory(Options.Create(new HttpOptions { BodyMemoryMB = 96 }));
        var (owner, other) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = memory.Claim(owner);
        using var second = memory.Claim(other);
        using var webhook = memory.Claim(ownerId: null);

        Assert.True(first.TryTake(36 * Megabyte));
        Assert.False(memory.Claim(owner).TryTake(1));
        Assert.True(second.TryTake(36 * Megabyte));
        Assert.False(memory.Claim(Guid.NewGuid()).TryTake(1));
        Assert.True(webhook.TryTake(24 * Megabyte));
        Assert.False(memory.Claim(null).TryTake(1));
        Assert.Equal(Budget, memory.Held);

        first.GiveBack(Megabyte);
        Assert.True(first.TryTake(Megabyte));
        first.Dispose();
        first.Dispose();
        Assert.Equal(60 * Megabyte, memory.Held);
        Assert.True(memory.Claim(owner).TryTake(1));
    }

    private static Task<HeldRequest> UploadAsync(HttpClient owner) =>
        HeldRequest.PostFormAsync(owner, Upload, [("kind", "input")], "file", FileBytes, Sent);

    private Task<HeldRequest> WebhookAsync(string headers) =>
        HeldRequest.PostAsync(app.Http, Webhook, headers, 900_000, new byte[300_000]);

    private Task<long> HeldIsAsync(Func<long, bool> accept) => Eventually.BecomesAsync(
        () => Task.FromResult(Memory.Held), accept, TimeSpan.FromSeconds(60));
}
