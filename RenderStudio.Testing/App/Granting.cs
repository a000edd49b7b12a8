using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.App;

/// <summary>Presigned uploads directly to storage, as any client performs them.</summary>
internal static class Granting
{
    public static Task<HttpResponseMessage> AskAsync(
        this HttpClient owner, long fileSize, string contentType = "image/jpeg") => owner.PostAsJsonAsync(
        "/api/v1/storage/presigned-upload", new { kind = "input", contentType, fileSize });

    public static async Task<JsonElement> GrantedAsync(
        this HttpClient owner, long fileSize, string contentType = "image/jpeg")
    {
        var answer = await owner.AskAsync(fileSize, contentType);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Writes to the granted address, with the required headers and without a token.</summary>
    /// <param name="more">Additional headers.</param>
    public static async Task<HttpResponseMessage> PutAsync(
        this HttpClient anybody, JsonElement grant, byte[] file, params (string Name, string Value)[] more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, grant.Text("uploadUrl"))
        {
            Content = new ByteArrayContent(file),
        };
        var named = grant.GetProperty("headers").EnumerateObject()
            .Select(header => (header.Name, Value: header.Value.GetString()!));
        foreach (var (name, value) in named.Concat(more))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await anybody.SendAsync(request);
    }

    public static Task<HttpResponseMessage> CompleteAsync(this HttpClient owner, JsonElement grant) =>
        owner.PostAsync($"/api/v1/storage/assets/{grant.GetProperty("assetId").GetGuid()}/complete", null);
}
