using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.Imaging.Corpus;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The rejection of a photo names its field and the reason.</summary>
public sealed class RejectedPhotoTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly byte[] Photo = Drawing.Quarters(96, 96).EncodePng();

    public static TheoryData<string, int, string, string> Photos => new()
    {
        { "empty", 422, "file_empty", "The file is empty." },
        { "HEIC", 415, "unsupported_media_type", "This is a HEIC photo. Export it as JPEG." },
        { "GIF", 415, "unsupported_media_type", "This is a GIF picture. Export it as JPEG or PNG." },
        { "a text", 415, "unsupported_media_type", "" },
        { "40×40", 422, "image_too_small", "The picture is 40×40; each side must have at least 64 pixels." },
        { "half", 422, "image_unreadable", "The picture is damaged and cannot be read." },
        { "11 MB", 413, "body_too_large", "A file may have at most 10 megabytes." },
    };

    [Theory]
    [MemberData(nameof(Photos))]
    public async Task The_rejection_of_either_photo_of_a_submit_names_its_field(
        string photo, int status, string code, string reason)
    {
        using var owner = shared.App.ClientOf($"rejected-{Guid.NewGuid()}");
        foreach (var field in new[] { "input1", "input2" })
        {
            var other = field == "input1" ? "input2" : "input1";
            using var form = new MultipartFormDataContent
            {
                { new StringContent("compose"), "mode" },
                { new ByteArrayContent(Photo), other, "room.png" },
                { new ByteArrayContent(Bytes(photo)), field, "sofa.png" },
            };
            using var answer = await owner.PostAsync("/api/v1/generations", form);
            await IsRejectedAsync(answer, status, code, field, reason);
        }
    }

    [Theory]
    [MemberData(nameof(Photos))]
    public async Task The_rejection_of_an_upload_names_the_field_of_the_file(
        string photo, int status, string code, string reason)
    {
        using var owner = shared.App.ClientOf($"rejected-{Guid.NewGuid()}");

        using var answer = await owner.UploadAsync(Bytes(photo));

        await IsRejectedAsync(answer, status, code, "file", reason);
    }

    [Fact]
    public async Task Every_foreign_format_is_rejected_with_its_name_and_field()
    {
        using var owner = shared.App.ClientOf($"rejected-{Guid.NewGuid()}");
        foreach (var (_, message, bytes) in ForeignFiles.Sentences)
        {
            using var answer = await owner.UploadAsync(bytes);
            await IsRejectedAsync(answer, 415, "unsupported_media_type", "file", message);
        }
    }

    [Fact]
    public async Task A_quote_names_the_field_of_a_rejected_photo_once()
    {
        using var owner = shared.App.ClientOf($"rejected-{Guid.NewGuid()}");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("compose"), "mode" },
            { new ByteArrayContent(Photo), "input1", "room.png" },
            { new ByteArrayContent(Bytes("40×40")), "input2", "sofa.png" },
        };
        using var answer = await owner.PostAsync("/api/v1/quotes", form);

        var problem = Assert.Single(
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problems").EnumerateArray());
        Assert.Equal(("input2", "image_too_small"), (problem.Text("field"), problem.Text("code")));
        Assert.StartsWith("The picture is 40×40", problem.Text("message"));
    }

    private static async Task IsRejectedAsync(
        HttpResponseMessage answer, int status, string code, string field, string reason)
    {
        var problem = await BadRequests.ProblemAsync(answer, (HttpStatusCode)status, code);
        var message = Assert.Single(problem.GetProperty("errors").GetProperty(field).EnumerateArray()).GetString()!;
        Assert.StartsWith(reason, message);
        Assert.Equal($"{field}: {message}", problem.GetProperty("detail").GetString());
    }

    private static byte[] Bytes(string photo) => photo switch
    {
        "empty" => [],
        "HEIC" => [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[100]],
        "GIF" => GifBytes.Of(80, 1),
        "a text" => [.. "This is no picture."u8],
        "40×40" => Drawing.Quarters(40, 40).EncodePng(),
        "half" => Photo[..(Photo.Length / 2)],
        _ => new byte[11 * 1024 * 1024],
    };
}
