using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>
/// Unpaired surrogates, the character NUL and bytes that are not UTF-8, in every field where a client sends text.
/// </summary>
public sealed class OddFieldTests(LoggedApp logged) : IClassFixture<LoggedApp>, IAsyncLifetime
{
    private const string Id = "0193d2a0-0000-7000-8000-000000000000";

    private static readonly string[] SubmitFields =
    [
        "mode", "prompt", "negativePrompt", "roomType", "style", "aspectRatio", "quality", "variants", "seed", "model",
        "maxWaitSeconds", "input1", "input2", "quoteId", "palette", "surface", "stencil", "minRegionMm",
    ];

    private readonly RunningApp app = logged.App;
    private HttpClient owner = null!;

    /// <summary>Every request that has a JSON body, with its fields.</summary>
    private static readonly (string Method, string Path, string[] Fields)[] JsonBodies =
    [
        ("POST", "/api/v1/generations", SubmitFields),
        ("POST", "/api/v1/quotes", SubmitFields),
        ("POST", "/api/v1/storage/presigned-upload", ["kind", "contentType", "fileSize"]),
        ("POST", "/api/v1/storage/signed-urls", ["ids"]),
        ("PUT", $"/api/v1/storage/assets/{Id}/visibility", ["isPublic"]),
        ("PATCH", $"/api/v1/renders/{Id}", ["title", "favorite", "coverIndex"]),
        ("PUT", $"/api/v1/renders/{Id}/visibility", ["isPublic"]),
        ("POST", "/api/v1/renders/bulk", ["action", "ids"]),
        ("POST", "/api/v1/renders/zip", ["ids"]),
    ];

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf($"field-{Guid.NewGuid()}");
        logged.Log.Clear();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        Assert.DoesNotContain(logged.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("palette", """["\ud800","#000000"]""")]
    [InlineData("palette", """["#000000","#0000\udc0001"]""")]
    [InlineData("palette", """[{"\ud800":1},"#000000"]""")]
    [InlineData("palette", """["#000000",["\udfff\ud800"]]""")]
    [InlineData("palette", "[\"\u0000\",\"#000000\"]")]
    [InlineData("palette", """{"a":"\ud800"}""")]
    [InlineData("surface", """{"\ud800":1}""")]
    [InlineData("surface", """{"widthMm":4000,"lengthMm":4000,"polygon":"\ud800"}""")]
    [InlineData("surface", """{"widthMm":4000,"lengthMm":4000,"lengthMm":5000}""")]
    [InlineData("surface.polygon", """{"widthMm":4000,"lengthMm":4000,"polygon":[[0,0],[4000,0],[0,1e-99999]]}""")]
    [InlineData("surface.\u0000", """{"widthMm":4000,"lengthMm":4000,"\u0000":1}""")]
    public async Task A_malformed_text_in_the_JSON_of_a_form_field_is_an_error_of_the_field(string field, string json)
    {
        using var form = Form(("mode", "inspire"), ("prompt", "a river"));
        form.Add(new StringContent(json), field.Split('.')[0]);
        if (field != "palette")
            form.Add(new StringContent("tpv-21"), "palette");

        using var answer = await owner.PostAsync("/api/v1/generations", form);

        Assert.Equal([field], await ErrorsAsync(answer));
    }

    [Theory]
    [InlineData("1e-99999")]
    [InlineData("-0e99999")]
    [InlineData("0.00000000000000000000000000000000000001")]
    public async Task A_number_that_the_database_cannot_store_is_rejected(string number)
    {
        using var answer = await SendAsync("POST", "/api/v1/generations",
            $$"""
            {"mode":"inspire","prompt":"a river","palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,
            "polygon":[[0,{{number}}],[4000,0],[0,4000]]} }
            """);

        Assert.Equal(["surface.polygon"], await ErrorsAsync(answer));
    }

    [Fact]
    public async Task A_form_field_that_is_not_UTF_8_is_an_error_of_the_field()
    {
        foreach (var field in SubmitFields)
        {
            foreach (var bytes in new byte[][] { [0xff], [(byte)'a', 0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80] })
            {
                using var form = Form();
                form.Add(new ByteArrayContent(bytes), field);

                using var answer = await owner.PostAsync("/api/v1/generations", form);

                Assert.Contains(field, await ErrorsAsync(answer));
            }
        }

        foreach (var field in new[] { "kind", "generationId", "file" })
        {
            using var form = Form();
            form.Add(new ByteArrayContent([0xff]), field);

            using var answer = await owner.PostAsync("/api/v1/storage/upload", form);

            Assert.Contains(field, await ErrorsAsync(answer));
        }
    }

    [Fact]
    public async Task NUL_in_a_form_field_is_removed_from_text_and_rejected_elsewhere()
    {
        foreach (var field in SubmitFields)
        {
            using var form = field is "mode" ? Form() : Form(("mode", "imagine"));
            form.Add(new StringContent("1\0"), field);

            using var answer = await owner.PostAsync("/api/v1/generations", form);

            if (field is "prompt")
                Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            else
                Assert.Equal(field != "negativePrompt", (await ErrorsAsync(answer)).Contains(field));
        }
    }

    [Fact]
    public async Task JSON_that_is_not_Unicode_is_rejected_at_every_endpoint()
    {
        foreach (var (method, path, fields) in JsonBodies)
        {
            foreach (var field in fields)
            {
                string[] bodies =
                [
                    $$"""{"{{field}}":"\ud800"}""", $$"""{"{{field}}":"a\udc00b"}""", $$"""{"{{field}}\ud800":1}""",
                    $$"""{"{{field}}":["\ud800"]}""", $$$"""{"{{{field}}}":{"\udfff":1}}""",
                    $$"""{"{{field}}":"\u00ff"}""",
                ];
                foreach (var body in bodies)
                {
                    // The last one is a byte that is not UTF-8.
                    using var answer = await SendAsync(
                        method, path, body.Replace(@"\u00ff", "\u00ff", StringComparison.Ordinal));

                    Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path} {body}: {answer.StatusCode}");
                }
            }
        }
    }

    [Fact]
    public async Task NUL_in_JSON_causes_no_server_error()
    {
        foreach (var (method, path, fields) in JsonBodies)
        {
            foreach (var field in fields)
            {
                string[] bodies =
                [
                    $$"""{"{{field}}":"\u0000"}""", $$"""{"{{field}}":"a\u0000"}""", $$"""{"{{field}}\u0000":1}""",
                    $$"""{"{{field}}":["\u0000"]}""", $$$"""{"{{{field}}}":{"\u0000":1}}""",
                ];
                foreach (var body in bodies)
                {
                    using var answer = await SendAsync(method, path, body);

                    // A title is cleaned before its render is read.
                    var expected = path.Contains("quotes") ? HttpStatusCode.OK
                        : body.StartsWith("{\"title\":\"", StringComparison.Ordinal) ? HttpStatusCode.NotFound
                        : HttpStatusCode.UnprocessableEntity;
                    Assert.True(answer.StatusCode == expected, $"{path} {body}: {answer.StatusCode}");
                }
            }
        }
    }

    private static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string body) =>
        owner.SendAsync(new HttpRequestMessage(new(method), path)
        {
            Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        });

    private static async Task<IReadOnlyList<string>> ErrorsAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {text}");
        return [.. JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject()
            .Select(error => error.Name)];
    }
}
