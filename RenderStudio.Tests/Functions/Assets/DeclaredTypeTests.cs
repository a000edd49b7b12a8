using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Tests.Functions.Generations;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>The media type that a client declares for a presigned upload.</summary>
public sealed class DeclaredTypeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;

    [Theory]
    [InlineData("image/jpg", "image/jpeg")]
    [InlineData("image/pjpeg", "image/jpeg")]
    [InlineData("IMAGE/JPEG", "image/jpeg")]
    [InlineData("image/jpeg; charset=binary", "image/jpeg")]
    [InlineData("image/jpeg;q=0.9;x=y", "image/jpeg")]
    [InlineData(" image/jpeg ", "image/jpeg")]
    [InlineData("image/x-png", "image/png")]
    [InlineData("Image/WebP", "image/webp")]
    public async Task A_type_is_accepted_in_every_spelling(string declared, string mediaType)
    {
        using var owner = app.ClientOf($"type-{Guid.NewGuid()}");
        var picture = Drawing.Quarters(96, 96);
        var file = mediaType switch
        {
            "image/png" => picture.EncodePng(),
            "image/webp" => picture.EncodeWebP(),
            _ => picture.EncodeJpeg(),
        };

        var grant = await owner.GrantedAsync(file.Length, declared);
        Assert.Equal(mediaType, grant.GetProperty("headers").Text("Content-Type"));
        Assert.Equal(HttpStatusCode.Created, (await app.Http.PutAsync(grant, file)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await owner.CompleteAsync(grant)).StatusCode);
    }

    [Theory]
    [InlineData("image/heic", "contentType: image/heic is not accepted. Accepted formats: JPEG, PNG, WebP.")]
    [InlineData("image/gif", "contentType: image/gif is not accepted. Accepted formats: JPEG, PNG, WebP.")]
    [InlineData("image", "contentType: image is not accepted. Accepted formats: JPEG, PNG, WebP.")]
    [InlineData("image/jpegx", "contentType: image/jpegx is not accepted. Accepted formats: JPEG, PNG, WebP.")]
    [InlineData("\0", "contentType: This type is not accepted. Accepted formats: JPEG, PNG, WebP.")]
    public async Task Another_type_is_rejected_by_name(string declared, string detail)
    {
        using var owner = app.ClientOf($"type-{Guid.NewGuid()}");

        using var answer = await owner.AskAsync(10, declared);

        var problem = await BadRequests.ProblemAsync(
            answer, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal(detail, problem.Text("detail"));
        Assert.True(problem.GetProperty("errors").TryGetProperty("contentType", out _));
    }

    [Fact]
    public async Task An_avatar_may_be_declared_as_GIF()
    {
        using var owner = app.ClientOf($"type-{Guid.NewGuid()}");

        using var answer = await owner.PostAsJsonAsync("/api/v1/storage/presigned-upload",
            new { kind = "avatar", contentType = "IMAGE/GIF", fileSize = 10 });

        var grant = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("image/gif", grant.GetProperty("headers").Text("Content-Type"));
    }
}
