using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Generations;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>
/// Mutated requests: most are passed to the body reader, some hundreds of each kind are sent over HTTP.
/// </summary>
public sealed class RequestFuzzTests(LoggedApp logged) : IClassFixture<LoggedApp>
{
    private const int Seed = 20_261_127, AtTheReader = 10_000, OverHttp = 300;

    private const string Id = "0193d2a0-0000-7000-8000-000000000000";

    private const string Imagine =
        $$"""
        {"mode":"imagine","prompt":"a quiet den","negativePrompt":"clutter","roomType":"bedroom","style":"japandi",
        "aspectRatio":"1:1","quality":"draft","variants":1,"seed":42,"maxWaitSeconds":60,"quoteId":null}
        """;

    private const string Inspire =
        """
        {"mode":"inspire","prompt":"a river","palette":["#112233","#445566","#778899"],"stencil":"waves",
        "minRegionMm":50,"surface":{"widthMm":4000,"lengthMm":5000,"polygon":[[0,0],[4000,0],[4000.5e-1,5000],[0,1e3]]}}
        """;

    private static readonly (string Name, string Value)[] FormFields =
    [
        ("mode", "inspire"), ("prompt", "a river"), ("negativePrompt", "mud"), ("palette", """["#112233","#445566"]"""),
        ("surface", """{"widthMm":4000,"lengthMm":5000,"polygon":[[0,0],[4000,0],[0,5e3]]}"""), ("stencil", "waves"),
        ("quality", "draft"), ("variants", "1"), ("seed", "42"), ("maxWaitSeconds", "60"), ("minRegionMm", "50"),
    ];

    private readonly RunningApp app = logged.App;
    private readonly Mutations mutations = new(Seed);

    [Theory]
    [InlineData(Imagine)]
    [InlineData(Inspire)]
    public Task A_mutated_JSON_submit_is_accepted_or_answered_with_a_problem(string whole) =>
        TryAtTheReaderAsync("application/json", () => mutations.Of(Encoding.UTF8.GetBytes(whole)));

    [Fact]
    public Task A_mutated_form_field_is_accepted_or_answered_with_a_problem()
    {
        return TryAtTheReaderAsync("multipart/form-data; boundary=x", () =>
        {
            var changed = mutations.OneOf(FormFields).Name;
            List<byte> form = [];
            foreach (var (name, value) in FormFields)
            {
                form.AddRange(Encoding.ASCII.GetBytes(
                    $"--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n"));
                var bytes = Encoding.UTF8.GetBytes(value);
                form.AddRange(name == changed ? mutations.Of(bytes) : bytes);
                form.AddRange("\r\n"u8);
            }

            form.AddRange("--x--"u8);
            return [.. form];
        });
    }

    [Fact]
    public Task A_mutated_form_is_accepted_or_answered_with_a_problem()
    {
        var whole = Encoding.UTF8.GetBytes(string.Concat(FormFields.Select(field =>
            $"--x\r\nContent-Disposition: form-data; name=\"{field.Name}\"\r\n\r\n{field.Value}\r\n")) + "--x--");
        return TryAtTheReaderAsync("multipart/form-data; boundary=x", () => mutations.Of(whole));
    }

    public static TheoryData<string, string, string> Requests() => new()
    {
        { "POST", "/api/v1/generations", Inspire },
        { "POST", "/api/v1/quotes", Imagine },
        { "POST", "/api/v1/storage/presigned-upload", """{"kind":"input","contentType":"image/png","fileSize":9}""" },
        { "POST", "/api/v1/storage/signed-urls", $$"""{"ids":["{{Id}}"]}""" },
        { "PUT", $"/api/v1/storage/assets/{Id}/visibility", """{"isPublic":true}""" },
        { "PATCH", $"/api/v1/renders/{Id}", """{"title":"Attic office","favorite":true,"coverIndex":1}""" },
        { "PUT", $"/api/v1/renders/{Id}/visibility", """{"isPublic":false}""" },
        { "POST", "/api/v1/renders/bulk", $$"""{"action":"favorite","ids":["{{Id}}"]}""" },
        { "POST", "/api/v1/renders/zip", $$"""{"ids":["{{Id}}"]}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_mutated_body_causes_no_server_error(string method, string path, string whole)
    {
        var subject = $"fuzz-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = 'studio' where subject = @subject", new { subject });
        for (var nth = 0; nth < OverHttp; nth++)
        {
            var body = mutations.Of(Encoding.UTF8.GetBytes(whole));
            using var request = new HttpRequestMessage(new(method), path)
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
            };
            await AnsweredAsync(owner, request, nth, body);
        }
    }

    [Fact]
    public async Task A_mutated_upload_causes_no_server_error()
    {
        using var owner = app.ClientOf($"fuzz-{Guid.NewGuid()}");
        var whole = Encoding.Latin1.GetBytes(
            "--x\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\ninput\r\n"
            + $"--x\r\nContent-Disposition: form-data; name=\"generationId\"\r\n\r\n{Id}\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n\u0089PNG\r\n\u001a\n and no more\r\n--x--");
        for (var nth = 0; nth < OverHttp; nth++)
        {
            var body = mutations.Of(whole);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/storage/upload")
            {
                Content = new ByteArrayContent(body)
                {
                    Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x") },
                },
            };
            await AnsweredAsync(owner, request, nth, body);
        }
    }

    [Fact]
    public async Task A_mutated_webhook_delivery_is_accepted_or_rejected()
    {
        using var owner = app.ClientOf($"fuzz-{Guid.NewGuid()}");
        var submitted = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a den" });
        var generation = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var prediction = await app.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation", new { generation });
        var delivery = SignedDelivery.For(app, prediction, $"run-{Guid.NewGuid():n}", "processing");
        var taken = 0;
        for (var nth = 0; nth < OverHttp; nth++)
        {
            var body = mutations.Of(Encoding.UTF8.GetBytes(delivery.Body));
            using var answer = await (delivery with { Id = $"msg_{nth}" }).SendAsync(app.Http, body);

            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest,
                $"Seed {Seed}, delivery {nth}: {answer.StatusCode} to {Encoding.UTF8.GetString(body)}");
            taken += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        Assert.InRange(taken, 10, OverHttp - 10);
        Assert.DoesNotContain(logged.Log.All, line => line.Contains("\n   at ", StringComparison.Ordinal));
    }

    private static async Task AnsweredAsync(HttpClient owner, HttpRequestMessage request, int nth, byte[] body)
    {
        using var answer = await owner.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.True((int)answer.StatusCode < 500 && text.Length < 16 * 1024,
            $"Seed {Seed}, request {nth}: {answer.StatusCode} {text} to {Encoding.UTF8.GetString(body)}");
        Assert.DoesNotContain("   at ", text);
    }

    /// <summary>Asserts that the database can store an accepted request.</summary>
    private async Task TryAtTheReaderAsync(string contentType, Func<byte[]> next)
    {
        var rules = app.Services.GetRequiredService<SubmitRules>();
        var caller = new Caller(Guid.NewGuid());
        List<GenerationSpecification> orders = [];
        for (var nth = 0; nth < AtTheReader; nth++)
        {
            var body = next();
            try
            {
                if (await ReadAsync(contentType, body, caller) is { } read && rules.Validate(read).Value is { } order)
                    orders.Add(order);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"Seed {Seed}, body {nth}: {Encoding.UTF8.GetString(body)}", error);
            }
        }

        // Accepted mutations show that the others were not rejected for a common reason.
        Assert.InRange(orders.Count, AtTheReader / 200, AtTheReader);
        await StorableAsync(orders);
    }

    private async Task<SubmitRequest?> ReadAsync(string contentType, byte[] body, Caller caller)
    {
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Request.ContentType = contentType;
        context.Request.Body = new MemoryStream(body);
        context.Items[typeof(Caller)] = caller;
        try
        {
            return (await SubmitReader.ReadAsync(context)).Value?.Request;
        }
        finally
        {
            context.Items.Values.OfType<RenderStudio.Functions.Hosting.BodyClaim>().ToList()
                .ForEach(claim => claim.Dispose());
        }
    }

    private async Task StorableAsync(IEnumerable<GenerationSpecification> orders)
    {
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        foreach (var batch in orders.Chunk(500))
        {
            await using var command = new NpgsqlCommand(
                "select count(t), count(j::jsonb) from unnest(@texts, @jsons) as row (t, j)", connection);
            string?[] texts = [.. batch.SelectMany(order => new[] { order.Prompt, order.NegativePrompt })];
            string?[] jsons = [.. batch.SelectMany(order => new[]
            {
                order.Inspire?.Palette.GetRawText(), order.Inspire?.Surface?.GetRawText(),
            })];
            command.Parameters.AddWithValue("texts", texts);
            command.Parameters.AddWithValue("jsons", jsons);
            await command.ExecuteNonQueryAsync();
        }
    }
}
