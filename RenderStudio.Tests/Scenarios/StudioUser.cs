using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Imaging;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A client with a token that uses the HTTP contract only.</summary>
public sealed class StudioUser(HttpClient http) : IDisposable
{
    private const string Generations = "/api/v1/generations";

    public async Task<JsonElement> SubmitAsync(object request) => await AcceptedAsync(
        await http.PostAsJsonAsync(Generations, request));

    /// <summary>Submits a multipart form with fields and one photo, as a browser does.</summary>
    public async Task<JsonElement> SubmitPhotoAsync(byte[] photo, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        var file = new ByteArrayContent(photo);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        form.Add(file, "input1", "room.png");
        return await AcceptedAsync(await http.PostAsync(Generations, form));
    }

    /// <summary>Polls the generation until it has ended.</summary>
    public Task<JsonElement> EndOfAsync(JsonElement submitted) => EndOfAsync(submitted.GetProperty("id").GetString()!);

    /// <summary>Polls the generation with this id until it has ended.</summary>
    public Task<JsonElement> EndOfAsync(string id) => Eventually.BecomesAsync(
        () => GetAsync($"{Generations}/{id}"),
        generation => generation.GetProperty("finishedAt").ValueKind != JsonValueKind.Null,
        within: TimeSpan.FromSeconds(60));

    public async Task<JsonElement> SucceededAsync(JsonElement submitted)
    {
        var ended = await EndOfAsync(submitted);
        Assert.True(ended.GetProperty("status").GetString() == "succeeded", ended.ToString());
        return ended;
    }

    public async Task<IReadOnlyList<JsonElement>> TimelineAsync(JsonElement submitted) =>
        [.. (await GetAsync($"{Generations}/{submitted.GetProperty("id").GetString()}/events"))
            .GetProperty("items").EnumerateArray()];

    public async Task<JsonElement> GetAsync(string path) => await http.GetFromJsonAsync<JsonElement>(path);

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>Requests a signed link without the token, as a browser does.</summary>
    public static async Task<byte[]> DownloadAsync(JsonElement link)
    {
        using var browser = new HttpClient(new SocketsHttpHandler());
        using var answer = await browser.GetAsync(link.GetString());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/webp", answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public static async Task<Picture> PictureAsync(JsonElement link)
    {
        Libvips.Start(LoaderPolicy.Photos);
        var bytes = await DownloadAsync(link);
        Assert.Equal(PictureFormat.WebP, PictureFormats.Recognise(bytes));
        Assert.False(Picture.Decode(bytes).Failed(out var problem, out var picture), problem?.Message);
        IndependentReader.AssertShowsTheSame(bytes);
        return picture!;
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement> AcceptedAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body);
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
    }
}
