using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Functions.Administration;

/// <summary>A client whose token has the role <c>admin</c>, and what it asks.</summary>
internal static class AdminClient
{
    public static HttpClient AdminOf(this RunningApp app, string subject = "operator")
    {
        var client = app.ClientOf(subject);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TestTokens.Hs256(new() { ["sub"] = subject, ["roles"] = "admin" }));
        return client;
    }

    public static async Task<JsonElement> ReadAsync(this HttpClient admin, string path)
    {
        using var answer = await admin.GetAsync($"/api/v1/admin/{path}");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The status and the body of a request that changes something.</summary>
    public static async Task<(HttpStatusCode Status, JsonElement Body)> SendActAsync(
        this HttpClient admin, string path, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/admin/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await admin.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public static string[] InvalidFields(this JsonElement problem) =>
        [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order()];
}
