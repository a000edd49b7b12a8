using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Every invalid request has its own status and code, and nothing is stored.</summary>
public sealed class BadInputTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
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
    [InlineData("""{"mode":"sculpt","prompt":"a room"}""", "mode")]
    [InlineData("""{"prompt":"a room"}""", "mode")]
    [InlineData("""{"mode":"imagine"}""", "prompt")]
    [InlineData("""{"mode":"imagine","prompt":"  \u0000\u0007 "}""", "prompt")]
    [InlineData("""{"mode":"imagine","prompt":7}""", "prompt")]
    [InlineData("""{"mode":"imagine","prompt":"a room","variants":0}""", "variants")]
    [InlineData("""{"mode":"imagine","prompt":"a room","variants":9}""", "variants")]
    [InlineData("""{"mode":"imagine","prompt":"a room","variants":"2"}""", "variants")]
    [InlineData("""{"mode":"imagine","prompt":"a room","variants":1.5}""", "variants")]
    [InlineData("""{"mode":"imagine","prompt":"a room","variants":3}""", "variants")] // the free plan's limit is 2
    [InlineData("""{"mode":"imagine","prompt":"a room","seed":-1}""", "seed")]
    [InlineData("""{"mode":"imagine","prompt":"a room","seed":99999999999999999999}""", "seed")]
    [InlineData("""{"mode":"imagine","prompt":"a room","style":"gothic"}""", "style")]
    [InlineData("""{"mode":"imagine","prompt":"a room","roomType":"crypt"}""", "roomType")]
    [InlineData("""{"mode":"imagine","prompt":"a room","aspectRatio":"5:1"}""", "aspectRatio")]
    [InlineData("""{"mode":"imagine","prompt":"a room","aspectRatio":"match_input"}""", "aspectRatio")]
    [InlineData("""{"mode":"imagine","prompt":"a room","quality":"best"}""", "quality")]
    [InlineData("""{"mode":"imagine","prompt":"a room","model":"unknown/model"}""", "model")]
    [InlineData("""{"mode":"imagine","prompt":"a room","maxWaitSeconds":4}""", "maxWaitSeconds")]
    [InlineData("""{"mode":"imagine","prompt":"a room","maxWaitSeconds":1801}""", "maxWaitSeconds")]
    [InlineData("""{"mode":"imagine","prompt":"a room","prmpt":"x"}""", "prmpt")]
    [InlineData("""{"mode":"imagine","prompt":"a room","input1":"nonsense"}""", "input1")]
    [InlineData("""{"mode":"redesign"}""", "input1")]
    [InlineData("""{"mode":"redesign","input1":"0193d2a0-0000-7000-8000-000000000000"}""", "input1")]
    [InlineData("""{"mode":"imagine","prompt":"a room","input2":"0193d2a0-0000-7000-8000-000000000000"}""", "input2")]
    public async Task An_invalid_field_is_reported_by_name(string body, string field)
    {
        var answer = await owner.PostAsync("/api/v1/generations", Json(body));

        var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.NotEmpty(problem.GetProperty("errors").GetProperty(field).EnumerateArray());
        await NothingIsWrittenAsync(app, ownerId);
    }

    [Fact]
    public async Task All_invalid_fields_are_reported_together()
    {
        var answer = await owner.PostAsync("/api/v1/generations",
            Json("""{"mode":"imagine","variants":9,"seed":"x","style":"gothic","colour":"red"}"""));

        var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal(["colour", "prompt", "seed", "style", "variants"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"mode":"imagine","mode":"redesign"}""")]
    [InlineData("""{"mode":"imagine","prompt":"half \ud83d a pair"}""")]
    public async Task Malformed_JSON_is_reported(string body)
    {
        var answer = await owner.PostAsync("/api/v1/generations", Json(body));

        await ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid_json");
        await NothingIsWrittenAsync(app, ownerId);
    }

    [Fact]
    public async Task A_body_that_is_neither_json_nor_a_form_is_unsupported() =>
        await ProblemAsync(
            await owner.PostAsync("/api/v1/generations", new StringContent("mode=imagine")),
            HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

    [Fact]
    public async Task A_prompt_of_a_megabyte_is_too_large()
    {
        var body = JsonSerializer.Serialize(new { mode = "imagine", prompt = new string('a', 1_000_000) });

        await ProblemAsync(
            await owner.PostAsync("/api/v1/generations", Json(body)),
            HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        await NothingIsWrittenAsync(app, ownerId);
    }

    public static TheoryData<string, HttpStatusCode, string> BadPhotos() => new()
    {
        { "text.png", HttpStatusCode.UnsupportedMediaType, "unsupported_media_type" },
        { "empty", HttpStatusCode.UnprocessableEntity, "file_empty" },
        { "1x1", HttpStatusCode.UnprocessableEntity, "image_too_small" },
        { "30000x30000", HttpStatusCode.UnprocessableEntity, "image_too_large" },
        { "truncated", HttpStatusCode.UnprocessableEntity, "image_unreadable" },
        { "100,000 frames", HttpStatusCode.UnprocessableEntity, "image_too_complex" },
        { "11 MB", HttpStatusCode.RequestEntityTooLarge, "body_too_large" },
        { "30 MB", HttpStatusCode.RequestEntityTooLarge, "body_too_large" },
    };

    [Theory]
    [MemberData(nameof(BadPhotos))]
    public async Task An_invalid_photo_is_rejected(string photo, HttpStatusCode status, string code)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("redesign"), "mode" },
        };
        var file = new ByteArrayContent(Photo(photo)) { Headers = { ContentType = new("image/png") } };
        form.Add(file, "input1", "photo.png");

        await ProblemAsync(await owner.PostAsync("/api/v1/generations", form), status, code);
        await NothingIsWrittenAsync(app, ownerId);
    }

    public static TheoryData<string, string?> BadTokens() => new()
    {
        { "missing", null },
        { "another scheme", "Basic YTpi" },
        { "nonsense", "Bearer abc" },
        { "expired", "Bearer " + TestTokens.Hs256(new() { ["exp"] = 1_700_000_000 }) },
        { "alg none", "Bearer " + TestTokens.SignedBy(TestTokens.Header("none"), null, _ => []) },
    };

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_request_without_a_valid_token_is_rejected(string what, string? header)
    {
        string[] paths =
        [
            "/api/v1/generations", "/api/v1/renders", $"/api/v1/generations/{Guid.NewGuid()}",
            "/api/v1/generations/not-an-id", "/api/v1/renders/not-an-id/nor-this", "/api/v1/renders/picture.webp",
        ];
        foreach (var path in paths)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);

            var answer = await app.Http.SendAsync(request);

            await ProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthenticated");
            Assert.True(answer.Headers.WwwAuthenticate.Count == 1, what);
        }
    }

    [Fact]
    public async Task A_generation_of_another_owner_is_not_found()
    {
        var mine = await owner.PostAsync("/api/v1/generations", Json("""{"mode":"imagine","prompt":"a room"}"""));
        using var otherOwner = app.ClientOf("bob");

        var mineAt = mine.Headers.Location!.PathAndQuery;
        foreach (var path in new[] { mineAt, $"{mineAt}/events" })
            await ProblemAsync(await otherOwner.GetAsync(path), HttpStatusCode.NotFound, "not_found");
        var list = await otherOwner.GetFromJsonAsync<JsonElement>("/api/v1/generations");
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "/api/v1/generations/not-an-id")]
    [InlineData("GET", "/api/v1/generations/0193d2a0-0000-7000-8000-000000000000/secrets")]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/nowhere.webp")]
    [InlineData("GET", "/api/v1/generations/picture.png")]
    [InlineData("GET", "/StartPrediction")]
    public async Task An_unknown_id_or_route_is_not_found(string method, string path) =>
        await ProblemAsync(
            await owner.SendAsync(new HttpRequestMessage(new(method), path)), HttpStatusCode.NotFound, "not_found");

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("status=asleep", "status")]
    [InlineData("mode=sculpt", "mode")]
    public async Task An_invalid_list_parameter_is_reported_by_name(string query, string field)
    {
        var problem = await ProblemAsync(
            await owner.GetAsync($"/api/v1/generations?{query}"),
            HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    private static byte[] Photo(string which) => which switch
    {
        "text.png" => Encoding.UTF8.GetBytes("This is no picture, whatever its name says."),
        "empty" => [],
        "1x1" => PngBytes.Of(1, 1, 8, PngBytes.Rgb, new byte[3]),
        "30000x30000" => PngBytes.Of(30_000, 30_000, 8, PngBytes.Grey, new byte[30_000]),
        "truncated" => [.. Drawing.Quarters(300, 200).EncodePng()[..400]],
        "100,000 frames" => Bombs.AnimatedWebP(64, 64, 100_000),
        "11 MB" => new byte[11 * 1024 * 1024],
        "30 MB" => new byte[30 * 1024 * 1024],
        _ => throw new ArgumentOutOfRangeException(nameof(which)),
    };
}
