using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The encoding of a JSON body, and bodies without content.</summary>
public sealed class BodyTextTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const string Submit = """{"mode":"imagine","prompt":"café"}""";
    private const string Id = "0193d2a0-0000-7000-8000-000000000000";

    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;

    /// <summary>Every request with a JSON body.</summary>
    public static TheoryData<string, string> JsonRequests => new()
    {
        { "POST", "generations" }, { "POST", "quotes" }, { "POST", "storage/presigned-upload" },
        { "POST", "storage/signed-urls" }, { "PUT", $"storage/assets/{Id}/visibility" }, { "PATCH", $"renders/{Id}" },
        { "PUT", $"renders/{Id}/visibility" }, { "POST", "renders/bulk" }, { "POST", "renders/zip" },
    };

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf($"text-{Guid.NewGuid()}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_byte_order_mark_is_skipped()
    {
        using var answer = await SendAsync(
            "POST", "generations", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Submit)]);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var generation = await owner.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);
        Assert.Equal("café", generation.GetProperty("prompt").GetString());
    }

    [Theory]
    [MemberData(nameof(JsonRequests))]
    public async Task A_body_in_another_encoding_is_named_as_such(string method, string path)
    {
        var text = Submit.Replace("café", "caffè", StringComparison.Ordinal);
        Encoding[] encodings =
        [
            new UnicodeEncoding(bigEndian: false, byteOrderMark: true), new UnicodeEncoding(false, false),
            new UnicodeEncoding(bigEndian: true, byteOrderMark: true), new UnicodeEncoding(true, false),
            new UTF32Encoding(bigEndian: false, byteOrderMark: true), new UTF32Encoding(true, false), Encoding.Latin1,
        ];
        foreach (var encoding in encodings)
        {
            using var answer = await SendAsync(method, path, [.. encoding.Preamble, .. encoding.GetBytes(text)]);

            await IsInvalidAsync(answer, "it is not UTF-8.");
        }
    }

    [Theory]
    [MemberData(nameof(JsonRequests))]
    public async Task A_body_without_content_is_named_as_such(string method, string path)
    {
        foreach (var body in new byte[][] { [], [.. " \r\n\t"u8], [0xEF, 0xBB, 0xBF] })
        {
            using var answer = await SendAsync(method, path, body);
            await IsInvalidAsync(answer, "is empty.");
        }

        using var none = await owner.SendAsync(new HttpRequestMessage(new(method), $"/api/v1/{path}"));
        await IsInvalidAsync(none, "is empty.");
    }

    [Theory]
    [InlineData("null", "it is null and not an object.")]
    [InlineData("[]", "it is a list and not an object.")]
    [InlineData("7", "it is a number and not an object.")]
    [InlineData("\"a\"", "it is a text and not an object.")]
    [InlineData("true", "it is true or false and not an object.")]
    [InlineData("{", "line 1, byte 2.")]
    [InlineData("{\r\n  \"mode\": imagine\r\n}", "line 2, byte 11.")]
    [InlineData("{\"prompt\":\"é\",}", "line 1, byte 16.")]
    [InlineData("\uFEFF{\"mode\";", "line 1, byte 8.")]
    [InlineData("{\"mode\":1} x", "line 1, byte 12.")]
    public async Task Another_body_is_rejected_with_its_kind_or_the_position_of_the_error(string body, string reason)
    {
        using var answer = await SendAsync("POST", "quotes", Encoding.UTF8.GetBytes(body));

        await IsInvalidAsync(answer, reason);
    }

    [Fact]
    public async Task An_upload_without_a_body_is_named_as_such()
    {
        using var none = await owner.PostAsync("/api/v1/storage/upload", null);
        using var form = new ByteArrayContent([]);
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        using var empty = await owner.PostAsync("/api/v1/storage/upload", form);

        await IsInvalidAsync(none, "The body is empty.");
        await IsInvalidAsync(empty, "The body is empty.");
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, byte[] body) =>
        owner.SendAsync(new HttpRequestMessage(new(method), $"/api/v1/{path}")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        });

    private static async Task IsInvalidAsync(HttpResponseMessage answer, string reason)
    {
        var problem = await ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid_json");
        Assert.EndsWith(reason, problem.GetProperty("detail").GetString());
    }
}
