using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Functions.ApiKeys;

/// <summary>Requests of an owner about API keys, and requests with a key.</summary>
internal static class KeyRequests
{
    public const string Route = "/api/v1/api-keys";

    public static readonly string[] BothScopes = ["generate", "read"];

    public static async Task<JsonElement> KeyAsync(
        this HttpClient owner, string[]? scopes = null, int? cap = null, DateTime? expires = null)
    {
        using var response = await owner.PostAsJsonAsync(Route, new
        {
            name = "A program",
            scopes = scopes ?? BothScopes,
            monthlyCreditCap = cap,
            expiresAt = expires,
        });
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A client that sends a key.</summary>
    public static HttpClient WithKey(this RunningApp app, string key)
    {
        var client = new HttpClient(CheckedResponses.Handler()) { BaseAddress = app.Http.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public static async Task<IReadOnlyList<JsonElement>> KeysAsync(this HttpClient owner) =>
        [.. (await owner.GetFromJsonAsync<JsonElement>(Route)).GetProperty("items").EnumerateArray()];

    public static async Task<(HttpStatusCode Status, string? Code)> AnswerAsync(this Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        var type = response.Content.Headers.ContentType?.MediaType;
        return (response.StatusCode, type != "application/problem+json"
            ? null
            : (await response.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
    }
}
