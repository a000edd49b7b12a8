using System.Net.Http.Json;
using System.Text.Json;

namespace RenderStudio.Testing.App;

/// <summary>Uploads in the format of a browser form.</summary>
internal static class Uploading
{
    public static Task<HttpResponseMessage> UploadAsync(
        this HttpClient owner, byte[] file, string kind = "input", string fileName = "photo.png",
        string contentType = "image/png", Guid? generationId = null)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent(kind), "kind" },
            { new ByteArrayContent(file) { Headers = { ContentType = new(contentType) } }, "file", fileName },
        };
        if (generationId is { } id)
            form.Add(new StringContent(id.ToString()), "generationId");
        return owner.PostAsync("/api/v1/storage/upload", form);
    }

    /// <summary>Performs an upload that must be accepted.</summary>
    public static async Task<JsonElement> UploadedAsync(this HttpClient owner, byte[] file, string kind = "input")
    {
        var answer = await owner.UploadAsync(file, kind);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public static Guid Id(this JsonElement item) => item.GetProperty("id").GetGuid();

    public static string Text(this JsonElement item, string name) => item.GetProperty(name).GetString()!;
}
