using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Dapper;
using Npgsql;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The life cycle of a photo that was taken with a phone.</summary>
public sealed class PhoneScenario(SharedStudio shared)
{
    [Fact]
    public async Task A_phone_photo_is_redesigned_published_hidden_deleted_restored_and_erased()
    {
        var studio = await shared.RunningAsync();
        var (user, word) = ($"phone-{Guid.NewGuid():n}", $"velvet{Guid.NewGuid():n}");
        using var http = studio.Client(await studio.TokenAsync(user));
        using var owner = new StudioUser(http);
        using var anonymous = studio.Client(null);

        var photo = await UploadAsync(http, anonymous, ExifBytes.IntoJpeg(Room(), orientation: 6));
        Assert.Equal((480, 640), (photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()));
        var stored = Encoding.Latin1.GetString(await anonymous.GetByteArrayAsync(photo.Text("url")));
        Assert.DoesNotContain(ExifBytes.Gps, stored);
        Assert.DoesNotContain(ExifBytes.Maker, stored);

        var ended = await owner.SucceededAsync(await owner.SubmitAsync(
            new { mode = "redesign", input1 = photo.Id(), style = "japandi", prompt = word }));
        var render = ended.GetProperty("renderId").GetGuid();
        var address = $"/api/v1/assets/renders/{render}/0.webp";
        await IsHiddenAsync(anonymous, address);

        await PublishAsync(http, render, isPublic: true);
        var shown = await anonymous.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        Assert.Equal("nosniff", shown.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(Picture.Decode(await shown.Content.ReadAsByteArrayAsync()).Failed(out _, out var picture));
        picture!.Dispose();

        await PublishAsync(http, render, isPublic: false);
        await IsHiddenAsync(anonymous, address);

        Assert.True((await http.DeleteAsync($"/api/v1/renders/{render}")).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await owner.StatusOfAsync($"/api/v1/renders/{render}"));
        Assert.True((await http.PostAsync($"/api/v1/renders/{render}/restore", null)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.OK, await owner.StatusOfAsync($"/api/v1/renders/{render}"));

        await PublishAsync(http, render, isPublic: true);
        await owner.SubmitAsync(new { mode = "imagine", prompt = $"still under way: {word}" });
        var picture0 = (await owner.GetAsync($"/api/v1/renders/{render}")).GetProperty("variants")[0].Text("url");
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync(picture0)).StatusCode);
        await IsErasedAsync(studio, http, user, word, photo.Id(), render);

        await IsHiddenAsync(anonymous, address);
        foreach (var link in new[] { picture0, photo.Text("url") })
            Assert.Equal(HttpStatusCode.NotFound, (await anonymous.GetAsync(link)).StatusCode);
        foreach (var list in new[] { "renders", "generations", "storage/assets" })
            Assert.Empty((await owner.GetAsync($"/api/v1/{list}")).GetProperty("items").EnumerateArray());
    }

    private static async Task IsErasedAsync(
        StudioProcess studio, HttpClient owner, string user, string word, Guid photo, Guid render)
    {
        var status = await studio.StatusAsync();
        await using var database = NpgsqlDataSource.Create(status.Postgres);
        await using var connection = await database.OpenConnectionAsync();
        var ownerId = await connection.QuerySingleAsync<Guid>(
            "select id from owners where subject = @user", new { user });
        var traces = new Traces(database, new BlobServiceClient(status.Storage));
        string[] identifiers = [$"{ownerId}", user, word, $"{photo}", $"{render}"];
        Assert.Contains(await traces.FindAsync(identifiers), trace => trace.StartsWith($"public/renders/{render}/"));

        using var asked = await owner.DeleteAsync("/api/v1/me");
        Assert.True(asked.IsSuccessStatusCode, await asked.Content.ReadAsStringAsync());
        var receipt = await Eventually.BecomesAsync(async () =>
        {
            (await studio.Local.PostAsync("/local/functions/ReconcilePredictions", null)).EnsureSuccessStatusCode();
            return await studio.Local.GetFromJsonAsync<JsonElement>(asked.Headers.Location!.PathAndQuery);
        }, now => now.GetProperty("finishedAt").ValueKind != JsonValueKind.Null, TimeSpan.FromSeconds(90));

        Assert.Equal((2, 1),
            (receipt.GetProperty("generations").GetInt32(), receipt.GetProperty("photos").GetInt32()));
        Assert.Equal(Traces.OfErased, await traces.FindAsync(identifiers));
        Assert.NotEqual(0, await connection.QuerySingleAsync<int>(
            "select count(*)::int from credit_entries where owner_id = @ownerId", new { ownerId }));
    }

    private static byte[] Room()
    {
        Assert.False(Picture.Decode(DrawnRoom.Png(640, 480)).Failed(out _, out var room));
        using (room)
            return room!.EncodeJpeg();
    }

    private static async Task<JsonElement> UploadAsync(HttpClient owner, HttpClient browser, byte[] photo)
    {
        var grant = await owner.GrantedAsync(photo.Length);
        Assert.Equal(HttpStatusCode.Created, (await browser.PutAsync(grant, photo)).StatusCode);
        var completed = await owner.CompleteAsync(grant);
        Assert.Equal(HttpStatusCode.OK, completed.StatusCode);
        return await completed.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task PublishAsync(HttpClient owner, Guid render, bool isPublic)
    {
        var answer = await owner.PutAsJsonAsync($"/api/v1/renders/{render}/visibility", new { isPublic });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task IsHiddenAsync(HttpClient anonymous, string address)
    {
        var answer = await anonymous.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
    }
}
