using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Checks that need no photo run before the photos of a submit are received or decoded.</summary>
public sealed class UnreadPhotoTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const int Megabyte = 1024 * 1024, FileBytes = 10_000_000, Sent = 100_000;

    private readonly RunningApp app = shared.App;

    private BodyMemory Memory => app.Services.GetRequiredService<BodyMemory>();

    [Theory]
    [InlineData("credits", "402", "quota_exceeded")]
    [InlineData("in flight", "409", "generation_in_flight")]
    [InlineData("plan", "422", "validation_failed")]
    public async Task Checks_that_need_no_photo_run_before_the_photo_is_received(
        string lack, string status, string code)
    {
        using var owner = app.ClientOf($"bodies-6-{lack}");
        var ownerId = await app.OwnerOfAsync(owner, $"bodies-6-{lack}");
        if (lack == "in flight")
            await SubmitAsync(owner);
        if (lack == "credits")
        {
            await owner.GetAsync("/api/v1/usage");
            await app.QueryAsync<int>("update accounts set balance = 0 where owner_id = @ownerId", new { ownerId });
        }

        var before = Memory.Taken;
        using var submit = await HeldRequest.PostFormAsync(
            owner, "/api/v1/generations", [("mode", "compose"), ("variants", lack == "plan" ? "3" : "1")], "input1",
            FileBytes, Sent);
        var answer = await submit.AnswerAsync();

        Assert.StartsWith($"HTTP/1.1 {status}", answer);
        Assert.Contains($"\"code\":\"{code}\"", answer);
        Assert.InRange(Memory.Taken - before, 0, Megabyte);
    }

    [Fact]
    public async Task Credits_are_checked_before_a_photo_is_decoded()
    {
        using var owner = app.ClientOf("bodies-9");
        var ownerId = await app.OwnerOfAsync(owner, "bodies-9");
        await owner.GetAsync("/api/v1/usage");
        await app.QueryAsync<int>("update accounts set balance = 1 where owner_id = @ownerId", new { ownerId });
        using var form = Form([1, 2, 3]);
        form.Add(new StringContent("2"), "variants");

        using var refused = await owner.PostAsync("/api/v1/generations", form);

        Assert.Equal("quota_exceeded", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        Assert.Empty(await app.BlobsOfAsync(ownerId));
    }

    [Fact]
    public async Task A_known_key_is_answered_although_the_limit_of_the_plan_is_reached()
    {
        using var owner = app.ClientOf("bodies-7");
        owner.DefaultRequestHeaders.Add("Idempotency-Key", "once");
        var photo = Drawing.Quarters(96, 64).EncodePng();

        using var first = await owner.PostAsync("/api/v1/generations", Form(photo));
        using var again = await owner.PostAsync("/api/v1/generations", Form(photo));

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(first.Headers.Location, again.Headers.Location);
    }

    [Fact]
    public async Task Invalid_fields_are_reported_before_the_plan_is_checked()
    {
        using var owner = app.ClientOf("bodies-8");
        await SubmitAsync(owner);
        var form = Form(Drawing.Quarters(96, 64).EncodePng());
        form.Add(new StringContent("japandi"), "style");

        using var wrongMode = Form(Drawing.Quarters(96, 64).EncodePng(), mode: "sculpt");
        using var refused = await owner.PostAsync("/api/v1/generations", wrongMode);
        using var inFlight = await owner.PostAsync("/api/v1/generations", form);

        Assert.Equal("validation_failed", (await refused.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        Assert.Equal("generation_in_flight", (await inFlight.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
    }

    private static async Task SubmitAsync(HttpClient owner) =>
        (await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a den" }))
            .EnsureSuccessStatusCode();

    private static MultipartFormDataContent Form(byte[] photo, string mode = "redesign") => new()
    {
        { new StringContent(mode), "mode" },
        { new ByteArrayContent(photo), "input1", "a.png" },
    };
}
