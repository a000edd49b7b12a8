using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Assets;

public sealed class UploadTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;
    private Guid ownerId;

    public async ValueTask InitializeAsync()
    {
        var subject = Guid.NewGuid().ToString();
        owner = app.ClientOf(subject);
        ownerId = await app.OwnerOfAsync(owner, subject);
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("input", "inputs/", "")]
    [InlineData("logo_primary", "logos/", "primary-")]
    [InlineData("logo_secondary", "logos/", "secondary-")]
    [InlineData("avatar", "profile/", "avatar-")]
    public async Task An_upload_becomes_an_asset_of_its_owner(string kind, string folder, string prefix)
    {
        var answer = await owner.UploadAsync(Drawing.Quarters(200, 120).EncodePng(), kind);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var asset = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.Headers.Location!.IsAbsoluteUri);
        Assert.Equal($"/api/v1/storage/assets/{asset.Id()}", answer.Headers.Location.PathAndQuery);
        Assert.Equal(
            [
                "id", "kind", "path", "url", "publicUrl", "contentType", "bytes", "sha256", "width", "height", "isPublic",
                "createdAt",
            ],
            asset.EnumerateObject().Select(field => field.Name));
        Assert.Equal((kind, "image/png", 200, 120, false), (asset.Text("kind"), asset.Text("contentType"),
            asset.GetProperty("width").GetInt32(), asset.GetProperty("height").GetInt32(),
            asset.GetProperty("isPublic").GetBoolean()));
        Assert.Matches($"^{ownerId}/{folder}{prefix}[0-9a-f-]{{36}}\\.png$", asset.Text("path"));
        Assert.Equal([asset.Text("path")], await app.BlobsOfAsync(ownerId));
        var bytes = await BytesAsync(asset.Text("url"));
        Assert.Equal(asset.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        Assert.Equal(asset.GetProperty("bytes").GetInt64(), bytes.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_photo_is_stored_upright_without_location_and_camera_data(int orientation)
    {
        var asset = await owner.UploadedAsync(
            ExifBytes.IntoJpeg(Drawing.Quarters(200, 120).EncodeJpeg(), orientation));

        var sideways = orientation >= 5;
        Assert.Equal(sideways ? 120 : 200, asset.GetProperty("width").GetInt32());
        Assert.Equal(sideways ? 200 : 120, asset.GetProperty("height").GetInt32());
        var stored = Encoding.Latin1.GetString(await BytesAsync(asset.Text("url")));
        Assert.DoesNotContain(ExifBytes.Maker, stored);
        Assert.DoesNotContain(ExifBytes.Gps, stored);
        Assert.DoesNotContain("Exif", stored);
    }

    [Theory]
    [InlineData("cmyk")]
    [InlineData("cmyk without a profile")]
    [InlineData("p3")]
    [InlineData("16 bit")]
    public async Task Any_color_space_is_converted_to_sRGB(string colours)
    {
        var picture = Drawing.Quarters(160, 120);
        var file = colours switch
        {
            "cmyk without a profile" => Drawing.SaveWithProfile(picture, "cmyk", "jpegsave_buffer", ("keep", "none")),
            "16 bit" => PngBytes.Of(160, 120, 16, PngBytes.Rgb, new byte[160 * 6]),
            _ => Drawing.SaveWithProfile(picture, colours, "jpegsave_buffer"),
        };

        var asset = await owner.UploadedAsync(file);

        var stored = await BytesAsync(asset.Text("url"));
        Assert.False(Picture.Decode(stored).Failed(out _, out var decoded));
        using (decoded)
            Assert.False(decoded!.HasAlpha);
        Assert.DoesNotContain("ICC_PROFILE", Encoding.Latin1.GetString(stored));
    }

    [Fact]
    public async Task The_first_frame_of_an_animation_becomes_the_avatar()
    {
        var asset = await owner.UploadedAsync(GifBytes.Of(80, 2, 0, 1), "avatar");

        Assert.Equal("image/png", asset.Text("contentType"));
        Assert.False(PictureInspection.Inspect(await BytesAsync(asset.Text("url")), PictureLimits.Inputs)
            .Failed(out _, out var header));
        Assert.Equal(1, header!.Frames);
    }

    [Fact]
    public async Task A_new_logo_replaces_the_old_one_under_a_new_path_and_the_old_file_is_deleted()
    {
        var first = await owner.UploadedAsync(Drawing.Quarters(100, 100).EncodePng(), "logo_primary");
        var other = await owner.UploadedAsync(Drawing.Quarters(100, 100).EncodePng(), "logo_secondary");

        var second = await owner.UploadedAsync(Drawing.Quarters(90, 90).EncodePng(), "logo_primary");

        Assert.NotEqual(first.Text("path"), second.Text("path"));
        Assert.Equal(
            new[] { other.Text("path"), second.Text("path") }.Order(), (await app.BlobsOfAsync(ownerId)).Order());
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(Address(first))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync(Address(second))).StatusCode);
    }

    [Fact]
    public async Task One_of_several_concurrent_avatars_is_kept()
    {
        var picture = Drawing.Quarters(100, 100).EncodePng();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => owner.UploadedAsync(picture, "avatar")));

        var list = await owner.GetFromJsonAsync<JsonElement>("/api/v1/storage/assets?kind=avatar");
        var stays = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal([stays.Text("path")], await app.BlobsOfAsync(ownerId));
    }

    [Theory]
    [InlineData("hat", null, "kind")]
    [InlineData("stencil", null, "kind")]
    [InlineData("input", "0193d2a0-0000-7000-8000-000000000000", "generationId")]
    public async Task The_generation_of_an_upload_must_exist(string kind, string? generationId, string field)
    {
        var answer = await owner.UploadAsync(
            Drawing.Quarters(100, 100).EncodePng(), kind,
            generationId: generationId is null ? null : Guid.Parse(generationId));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
        Assert.Empty(await app.BlobsOfAsync(ownerId));
    }

    [Fact]
    public async Task An_upload_can_belong_to_a_generation_of_its_owner()
    {
        var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a room" });
        var generationId = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).Id();

        var answer = await owner.UploadAsync(
            Drawing.Quarters(100, 100).EncodePng(), generationId: generationId);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var list = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/storage/assets?generationId={generationId}");
        Assert.Single(list.GetProperty("items").EnumerateArray());
    }

    private static string Address(JsonElement asset) => $"/api/v1/storage/assets/{asset.Id()}";

    private async Task<byte[]> BytesAsync(string url) => await app.Http.GetByteArrayAsync(url);
}
