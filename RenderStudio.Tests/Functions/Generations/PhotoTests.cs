using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Generations;

public sealed class PhotoTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_photo_is_stored_upright_without_location_data_and_becomes_the_input()
    {
        using var owner = app.ClientOf("photo-1");
        var sideways = ExifBytes.IntoJpeg(Drawing.Quarters(200, 120).EncodeJpeg(), orientation: 6);

        var answer = await owner.PostAsync(
            "/api/v1/generations", Form(sideways, ("style", "japandi"), ("variants", "2")));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var generation = await owner.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);
        var asset = generation.GetProperty("input1").GetGuid();
        Assert.Equal("match_input", generation.GetProperty("aspectRatio").GetString());
        Assert.Equal(120, await app.QueryAsync<int>("select width from assets where id = @asset", new { asset }));
        var path = await app.QueryAsync<string>("select path from assets where id = @asset", new { asset });
        var stored = await app.Services.GetRequiredService<BlobFiles>()
            .ReadAsync(StudioContainers.Private, path!, default);
        Assert.DoesNotContain(ExifBytes.Maker, System.Text.Encoding.Latin1.GetString(stored!.ToArray()));
        Assert.False(PictureInspection.Inspect(stored.ToMemory(), PictureLimits.Inputs).Failed(out _, out var header));
        Assert.Equal((120, 200), (header!.Width, header.Height));
        Assert.Equal(2, await app.QueryAsync<int>(
            "select count(*) from predictions where generation_id = @id",
            new { id = generation.GetProperty("id").GetGuid() }));
    }

    [Fact]
    public async Task Only_its_owner_can_reuse_a_photo()
    {
        using var owner = app.ClientOf("photo-2");
        using var otherOwner = app.ClientOf("photo-3");
        var first = await owner.PostAsync("/api/v1/generations", Form(Drawing.Quarters(200, 120).EncodePng()));
        var generation = await owner.GetFromJsonAsync<JsonElement>(first.Headers.Location!.PathAndQuery);
        var input1 = generation.GetProperty("input1").GetGuid();
        await app.QueryAsync<int>(
            "update generations set status = 'canceled', finished_at = now() where input1_id = @input1",
            new { input1 });

        var again = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "redesign", input1 });
        var rejected = await otherOwner.PostAsJsonAsync("/api/v1/generations", new { mode = "redesign", input1 });

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, rejected.StatusCode);
    }

    [Fact]
    public async Task The_photo_of_a_rejected_submit_is_deleted()
    {
        using var owner = app.ClientOf("photo-4");
        await owner.PostAsync("/api/v1/generations", Form(Drawing.Quarters(200, 120).EncodePng()));
        var ownerId = await app.OwnerOfAsync(owner, "photo-4");
        var before = await app.BlobsOfAsync(ownerId);

        var refused = await owner.PostAsync("/api/v1/generations", Form(Drawing.Quarters(120, 200).EncodePng()));

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Single(before);
        Assert.Equal(before, await app.BlobsOfAsync(ownerId));
        Assert.Equal(1, await app.QueryAsync<int>(
            "select count(*) from assets where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task Two_photos_of_a_form_become_two_inputs_and_are_deleted_together()
    {
        using var owner = app.ClientOf("photo-7");
        var answer = await owner.PostAsync("/api/v1/generations", TwoPhotos(Drawing.Quarters(90, 120).EncodePng()));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var generation = await owner.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);
        int[] widths =
        [
            await app.QueryAsync<int>(WidthSql, new { id = generation.GetProperty("input1").GetGuid() }),
            await app.QueryAsync<int>(WidthSql, new { id = generation.GetProperty("input2").GetGuid() }),
        ];
        Assert.Equal([200, 90], widths);

        var ownerId = await app.OwnerOfAsync(owner, "photo-7");
        await app.QueryAsync<int>("update owners set plan = 'studio' where id = @ownerId", new { ownerId });
        var unreadable = await owner.PostAsync("/api/v1/generations", TwoPhotos([1, 2, 3]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, unreadable.StatusCode);
        Assert.Equal(2, (await app.BlobsOfAsync(ownerId)).Count);
    }

    [Theory]
    [InlineData("mode", "Must be given only once.")]
    [InlineData("colour", "Is not a field of this request. Known: mode, prompt,")]
    public async Task A_form_is_validated_like_JSON(string field, string message)
    {
        using var owner = app.ClientOf("photo-5");

        var answer = await owner.PostAsync("/api/v1/generations",
            Form(Drawing.Quarters(200, 120).EncodePng(), (field, "redesign")));

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith(message, problem.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    [Fact]
    public async Task An_unexpected_file_is_reported_by_name()
    {
        using var owner = app.ClientOf("photo-8");
        using var form = Form(Drawing.Quarters(200, 120).EncodePng());
        form.Add(new ByteArrayContent(Drawing.Quarters(90, 90).EncodePng()), "sofa", "sofa.png");

        using var answer = await owner.PostAsync("/api/v1/generations", form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith("Is not a field of this request.",
            problem.GetProperty("errors").GetProperty("sofa")[0].GetString());
    }

    [Fact]
    public async Task A_malformed_form_is_reported()
    {
        using var owner = app.ClientOf("photo-6");
        using var body = new StringContent("--x\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nredes");
        body.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        var answer = await owner.PostAsync("/api/v1/generations", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private const string WidthSql = "select width from assets where id = @id";

    private static MultipartFormDataContent TwoPhotos(byte[] second) => new()
    {
        { new StringContent("compose"), "mode" },
        { new ByteArrayContent(Drawing.Quarters(200, 120).EncodePng()), "input1", "room.png" },
        { new ByteArrayContent(second), "input2", "sofa.png" },
    };

    private static MultipartFormDataContent Form(byte[] photo, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("redesign"), "mode" },
            { new ByteArrayContent(photo), "input1", "../../etc/passwd\u202Egnp.exe" },
        };
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }
}
