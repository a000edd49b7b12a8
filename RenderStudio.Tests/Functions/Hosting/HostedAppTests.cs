using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// The behaviour that the isolated worker adds to ASP.NET Core for requests and messages, tested with the published app
/// behind the local host.
/// </summary>
public sealed class HostedAppTests(SharedStudio shared)
{
    [Fact]
    public async Task A_problem_contains_the_trace_id_of_the_callers_traceparent()
    {
        var studio = await shared.RunningAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/generations");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var problem = await ProblemAsync(await studio.Client(null).SendAsync(request), HttpStatusCode.Unauthorized);

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", problem.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_problem_has_a_trace_id_of_its_own_without_one()
    {
        var studio = await shared.RunningAsync();

        var problem = await ProblemAsync(
            await studio.Client(null).GetAsync("/api/v1/generations"), HttpStatusCode.Unauthorized);

        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("traceId").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_30_MB_reaches_the_endpoint_which_reports_its_own_limit(bool chunked)
    {
        var studio = await shared.RunningAsync();
        using var owner = await studio.ClientAsync();
        using var file = new ByteArrayContent(new byte[31 * 1024 * 1024]);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        using var form = new MultipartFormDataContent { { new StringContent("input"), "kind" }, { file, "file", "p.jpg" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/storage/upload") { Content = form };
        request.Headers.TransferEncodingChunked = chunked;

        var problem = await ProblemAsync(await owner.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/api/v1/generations/no/such/path", "not_found")]
    [InlineData("GET", "/api/v1/nowhere", "not_found")]
    [InlineData("PATCH", "/api/v3/renders", "not_found")]
    [InlineData("DELETE", "/api", "not_found")]
    [InlineData("TRACE", "/api/v1/nowhere", "not_found")]
    [InlineData("POST", "/api/v1/renders", "method_not_allowed")]
    [InlineData("PATCH", "/api/v1/usage", "method_not_allowed")]
    [InlineData("TRACE", "/api/v1/catalog", "method_not_allowed")]
    [InlineData("BREW", "/api/v1/storage/upload", "method_not_allowed")]
    [InlineData("GET", "/api/v1/webhooks/replicate", "method_not_allowed")]
    public async Task A_path_or_method_that_no_endpoint_serves_is_answered_by_the_app(
        string method, string path, string code)
    {
        var studio = await shared.RunningAsync();
        using var owner = await studio.ClientAsync();

        using var answer = await owner.SendAsync(new HttpRequestMessage(new(method), path));

        var problem = await ProblemAsync(
            answer, code == "not_found" ? HttpStatusCode.NotFound : HttpStatusCode.MethodNotAllowed);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(code == "method_not_allowed", answer.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("/api/health")]
    [InlineData("/api/v1/catalog")]
    [InlineData("/api/v1/generations")]
    [InlineData("/api/v1/renders")]
    [InlineData("/api/v1/storage/assets")]
    [InlineData("/api/v1/usage")]
    public async Task HEAD_is_answered_as_GET_without_a_body(string path)
    {
        var studio = await shared.RunningAsync();
        using var owner = await studio.ClientAsync();
        using var get = await owner.GetAsync(path);

        using var head = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((HttpStatusCode.OK, get.Headers.ETag), (head.StatusCode, head.Headers.ETag));
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_message_function_is_not_reachable_below_the_API()
    {
        var studio = await shared.RunningAsync();
        using var owner = await studio.ClientAsync();

        using var below = await owner.PostAsync("/api/StartPrediction", null);
        using var above = await owner.PostAsync("/StartPrediction", null);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (below.StatusCode, above.StatusCode));
    }

    [Fact]
    public async Task A_message_that_is_not_UTF_8_arrives_byte_for_byte()
    {
        var studio = await shared.RunningAsync();
        var status = await studio.StatusAsync();
        byte[] body = [0xC3, 0x28, 0x00, 0xFF, .. Guid.NewGuid().ToByteArray()];
        var queue = new QueueClient(status.Storage, StudioQueues.PredictionStarts);

        await queue.SendMessageAsync(Convert.ToBase64String(body));

        await using var database = new NpgsqlConnection(status.Postgres);
        await Eventually.BecomesTrueAsync(async () => await database.ExecuteScalarAsync<bool>(
            "select exists (select from rejected_messages where queue = 'prediction-starts' and body = @body)",
            new { body }));
    }

    [Fact]
    public async Task Links_begin_with_the_public_address_whatever_host_the_caller_names()
    {
        var studio = await shared.RunningAsync();
        using var owner = await studio.ClientAsync();
        owner.DefaultRequestHeaders.Host = "evil.example";
        owner.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        var answer = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a room" });

        Assert.Equal(studio.Address.Authority, answer.Headers.Location!.Authority);
        Assert.DoesNotContain("evil.example", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task ASP_NET_Core_writes_no_line_per_request_into_the_hosts_log()
    {
        var studio = await shared.RunningAsync();
        var status = await studio.StatusAsync();
        (await studio.Client(null).GetAsync("/api/health")).EnsureSuccessStatusCode();

        // The log lines of the worker arrive in order, so those of the request precede this one.
        var length = RandomNumberGenerator.GetInt32(10_000, 40_000);
        await new QueueClient(status.Storage, StudioQueues.PredictionStarts)
            .SendMessageAsync(Convert.ToBase64String(new byte[length]));
        var later = $"Rejected a message of prediction-starts (bytes: {length}): unreadable";
        var log = await Eventually.BecomesAsync(
            studio.LogAsync, lines => lines.Contains(later, StringComparison.Ordinal));

        Assert.DoesNotContain("Request starting", log);
        Assert.DoesNotContain("Executing endpoint", log);
    }

    [Fact]
    public async Task A_request_at_the_limits_of_the_host_reaches_the_app()
    {
        var studio = await shared.RunningAsync();
        var host = new Uri($"http://127.0.0.1:{(await studio.StatusAsync()).Instances[0].Port}/api/v1/generations/");
        // The host accepts 100 headers of 32 kB in total and a request line of 8 kB, and encodes | as %7C.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{host}{new string('|', 8_000)}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        for (var number = 1; number <= 98; number++)
            request.Headers.Add($"X-Header-{number}", new string('a', 300));

        var problem = await ProblemAsync(await studio.Local.SendAsync(request), HttpStatusCode.Unauthorized);

        Assert.Equal("unauthenticated", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_app_rejects_a_body_of_100_MB_and_the_host_one_byte_more_with_one_log_line(bool chunked)
    {
        var studio = await shared.RunningAsync();
        using var owner = await studio.ClientAsync();
        var status = await studio.StatusAsync();
        var before = (await studio.LogAsync()).Length;

        var problem = await ProblemAsync(
            await PostAsync(owner, chunked ? 104_000_000 : 104_857_600, chunked), HttpStatusCode.RequestEntityTooLarge);
        using var refused = await PostAsync(owner, 104_857_601, chunked);

        Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
        if (chunked)
        {
            // The app answers at its own limit, possibly before the host reaches its limit.
            Assert.True(refused.StatusCode
                is HttpStatusCode.InternalServerError or HttpStatusCode.RequestEntityTooLarge, $"{refused.StatusCode}");
            return;
        }

        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.Equal("", await refused.Content.ReadAsStringAsync());
        var log = await Eventually.BecomesAsync(
            studio.LogAsync, lines => lines.Contains("104857601", StringComparison.Ordinal));
        Assert.Single(log[before..].Split('\n'), line => line.Contains("Storage failed", StringComparison.Ordinal)
            || line.Contains("Yarp", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient owner, int length, bool chunked)
    {
        const string Start = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
        var body = new byte[length];
        Encoding.ASCII.GetBytes(Start, body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/storage/upload");
        request.Content = new ByteArrayContent(body)
        {
            Headers = { ContentType = MediaTypeHeaderValue.Parse(HeldRequest.FormType) },
        };
        request.Headers.TransferEncodingChunked = chunked;
        // The host can answer and close the connection before it has read the whole body.
        request.Headers.ExpectContinue = true;
        return await owner.SendAsync(request);
    }

    internal static async Task<JsonElement> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
