using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Deliveries;

/// <summary>Requests of an owner about webhook endpoints.</summary>
internal static class EndpointRequests
{
    public const string Route = "/api/v1/webhook-endpoints";

    public static object Fields(string description = "") =>
        new { url = "https://hooks.example.com/", events = new[] { "generation.succeeded" }, description };

    public static async Task<JsonElement> CreatedAsync(this HttpClient owner)
    {
        using var response = await owner.PostAsJsonAsync(Route, Fields());
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static async Task<JsonElement> ChangedAsync(this HttpClient owner, JsonElement endpoint, object body)
    {
        using var response = await owner.PatchAsJsonAsync($"{Route}/{endpoint.Text("id")}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static Task<JsonElement> ReadAsync(this HttpClient owner, string path) =>
        owner.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Sends a POST without a body that is answered 202.</summary>
    public static async Task<JsonElement> AcceptedAsync(this HttpClient owner, string path)
    {
        using var response = await owner.PostAsync(path, null);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
