using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Usage;

/// <summary>Requests of owners with a given plan, and sums of the usage response.</summary>
internal static class UsageRequests
{
    internal static object SubmitBody => new { mode = "imagine", prompt = "a den" };

    internal static (int Granted, int Used, int Held, int Remaining) Sums(JsonElement usage) => (
        usage.GetProperty("granted").GetInt32(), usage.GetProperty("used").GetInt32(),
        usage.GetProperty("held").GetInt32(), usage.GetProperty("remaining").GetInt32());

    internal static Task<JsonElement> UsageAsync(HttpClient owner) =>
        owner.GetFromJsonAsync<JsonElement>("/api/v1/usage");

    internal static Task<HttpResponseMessage> SubmitAsync(HttpClient owner) =>
        owner.PostAsJsonAsync("/api/v1/generations", SubmitBody);

    internal static async Task<JsonElement> QuoteAsync(HttpClient owner, object body)
    {
        using var answer = await owner.PostAsJsonAsync("/api/v1/quotes", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static async Task<HttpClient> OwnerAsync(RunningApp app, string subject, string plan)
    {
        var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = @plan where id = @ownerId", new { plan, ownerId });
        return owner;
    }
}
