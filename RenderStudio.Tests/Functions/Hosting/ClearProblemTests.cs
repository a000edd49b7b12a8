using System.Net;
using System.Net.Http.Headers;
using System.Text;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The sentence of a problem names what is wrong and what is expected.</summary>
public sealed class ClearProblemTests(SharedApp shared) : IClassFixture<SharedApp>, IDisposable
{
    private const string Id = "0193d2a0-0000-7000-8000-000000000000";
    private const string FilesHaveNames = "A file needs a filename in its Content-Disposition.";

    private readonly HttpClient owner = shared.App.ClientOf($"clear-{Guid.NewGuid()}");

    public void Dispose() => owner.Dispose();

    [Theory]
    [InlineData("""{"a":DEEP}""", "it is nested more than 16 levels deep.")]
    [InlineData("""{"mode":"a","mode":"b","mode":"c"}""", "it contains the field mode more than once.")]
    [InlineData("""{"surface":{"b":1,"\u0062":[]}}""", "it contains the field b more than once.")]
    [InlineData("""{"":1,"":2}""", "it contains the field \"\" more than once.")]
    public async Task A_JSON_body_that_is_rejected_is_described(string body, string reason)
    {
        using var answer = await owner.PostAsync("/api/v1/quotes", Json(Deep(body)));

        var problem = await ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid_json");
        Assert.Equal($"The body is not a valid JSON object: {reason}", problem.GetProperty("detail").GetString());
        Assert.Equal("Invalid JSON", problem.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("limit=1&limit=2&limit=3", "limit: Must be given only once.")]
    [InlineData("=1", "\"\": Is not a parameter of this request. Known: status, mode, cursor, limit.")]
    [InlineData("%20=1", "\" \": Is not a parameter of this request. Known: status, mode, cursor, limit.")]
    public async Task A_parameter_that_is_rejected_is_described(string query, string detail)
    {
        using var answer = await owner.GetAsync($"/api/v1/generations?{query}");

        await IsAsync(answer, detail);
    }

    [Theory]
    [InlineData("""{"":1}""", "\"\": Is not a field of this request. Known: title, favorite, coverIndex.")]
    [InlineData("""{"name":1}""", "name: Is not a field of this request. Known: title, favorite, coverIndex.")]
    public async Task A_field_that_is_rejected_is_described(string body, string detail)
    {
        using var answer = await owner.PatchAsync($"/api/v1/renders/{Id}", Json(body));

        await IsAsync(answer, detail);
    }

    [Fact]
    public async Task A_file_without_a_filename_is_described()
    {
        var photo = Encoding.Latin1.GetString(Drawing.Quarters(80, 80).EncodePng());

        await IsAsync(await UploadAsync("name=\"file\"", photo), $"file: Must be UTF-8 text. {FilesHaveNames}");
        await IsAsync(await UploadAsync("name=\"file\"", "abc"),
            "file: Must be a file: a part with a filename in a multipart form.");
        var tooLong = await ProblemAsync(await UploadAsync("name=\"file\"", new string('a', 70_000)),
            HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Equal(
            $"file: A text may have at most 64 kilobytes. {FilesHaveNames}", tooLong.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "filename=\"a.png\"", 400, "A part of the form has no name.")]
    [InlineData("multipart/form-data; boundary=y", "name=\"file\"", 400, "The multipart form is malformed.")]
    [InlineData("multipart/form-data", "name=\"file\"", 415, "Content-Type must contain the boundary of the form")]
    [InlineData("multipart/form-data; boundary=\"\"", "name=\"file\"", 415, "Content-Type must contain the boundary")]
    [InlineData("text/plain", "name=\"file\"", 415, "Content-Type must be multipart/form-data.")]
    public async Task A_form_that_cannot_be_read_is_described(
        string contentType, string disposition, int status, string start)
    {
        using var answer = await UploadAsync(disposition, "abc", contentType);

        var problem = await ProblemAsync(
            answer, (HttpStatusCode)status, status == 400 ? "invalid_json" : "unsupported_media_type");
        Assert.StartsWith(start, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("DEEP", "palette: Is not valid JSON: it is nested more than 16 levels deep.")]
    [InlineData("[\"#000000\"", "palette: Is not valid JSON: it is malformed at line 1, byte 11.")]
    public async Task The_JSON_of_a_form_field_is_described(string palette, string detail)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("inspire"), "mode" }, { new StringContent("a river"), "prompt" },
            { new StringContent(Deep(palette)), "palette" },
        };

        using var answer = await owner.PostAsync("/api/v1/generations", form);

        await IsAsync(answer, detail);
    }

    private static string Deep(string text) => text.Replace("DEEP", new string('[', 60) + new string(']', 60));

    private Task<HttpResponseMessage> UploadAsync(
        string disposition, string content, string contentType = "multipart/form-data; boundary=x")
    {
        var part = $"--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n";
        var body = new ByteArrayContent(Encoding.Latin1.GetBytes(
            $"--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ninput\r\n{part}--x--"));
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return owner.PostAsync("/api/v1/storage/upload", body);
    }

    private static async Task IsAsync(HttpResponseMessage answer, string detail)
    {
        using (answer)
        {
            var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
            Assert.Equal(detail, problem.GetProperty("detail").GetString());
        }
    }
}
