using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// Links in responses begin with the public address of the app, whatever host the request names.
/// </summary>
public sealed class PublicAddressTests(EquippedApp shared) : IClassFixture<EquippedApp>
{
    private const string Public = "https://studio.example.com/";
    private const string Evil = "evil.example";

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task No_response_of_any_operation_contains_the_host_that_the_request_names()
    {
        var resources = await OwnersResources.CreateAsync(app, $"evil-{Guid.NewGuid()}");
        using var owner = resources.Client;
        await PublishAsync(owner, $"renders/{resources.Of("renders")}");
        await PublishAsync(owner, $"storage/assets/{resources.Of("assets")}");
        var links = 0;
        foreach (var request in DocumentedRequests.Of(resources.Of).OrderBy(request => request.Method == "DELETE")
            .ThenBy(request => request.Operation == "eraseOwner"))
        {
            foreach (var client in new[] { app.Http, owner })
            {
                using var answer = await SendAsync(client, request.Create());
                links += await PublicLinksAsync(answer, $"{request}");
            }
        }

        // A file, a render and its pictures, a submit and an erasure.
        Assert.True(links >= 6, $"Only {links} responses contained links.");
    }

    [Theory]
    [InlineData("/api/reference/")]
    [InlineData("/api/reference/scalar.aspnetcore.js")]
    [InlineData("/api/nowhere")]
    public async Task No_page_contains_the_host_that_the_request_names(string path)
    {
        using var answer = await SendAsync(app.Http, new(HttpMethod.Get, path));

        await PublicLinksAsync(answer, path);
    }

    [Fact]
    public async Task The_address_of_a_new_generation_begins_with_the_public_address()
    {
        using var owner = app.ClientOf($"evil-{Guid.NewGuid()}");

        using var answer = await SendAsync(owner, new(HttpMethod.Post, "/api/v1/generations")
        {
            Content = JsonContent.Create(new { mode = "imagine", prompt = "a den" }),
        });

        var submitted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var self = submitted.GetProperty("links").GetProperty("self").GetString();
        Assert.Equal($"{Public}api/v1/generations/{submitted.Text("id")}", self);
        Assert.Equal(self, answer.Headers.Location!.AbsoluteUri);
    }

    [Fact]
    public async Task No_event_of_a_stream_and_no_file_of_an_archive_contains_the_host_that_the_request_names()
    {
        var (owner, generation) = (shared.Victim.Client, shared.Victim.Of("generations"));
        using var events = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/generations/{generation}/events");
        events.Headers.Accept.ParseAdd("text/event-stream");
        using var zip = new HttpRequestMessage(HttpMethod.Post, "/api/v1/renders/zip")
        {
            Content = JsonContent.Create(new { ids = new[] { shared.Victim.Of("renders") } }),
        };

        using var stream = await SendAsync(owner, events);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        using var archive = await SendAsync(owner, zip);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        var line = await lines.ReadLineAsync();
        while (line is not "")
        {
            Assert.NotNull(line);
            Assert.DoesNotContain(Evil, line);
            line = await lines.ReadLineAsync();
        }

        using var files = new ZipArchive(await archive.Content.ReadAsStreamAsync());
        Assert.NotEmpty(files.Entries);
        foreach (var entry in files.Entries)
        {
            using var content = new StreamReader(await entry.OpenAsync(), Encoding.Latin1);
            Assert.DoesNotContain(Evil, entry.FullName + await content.ReadToEndAsync());
        }
    }

    /// <summary>Each header in which a client or a proxy may name a host.</summary>
    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request)
    {
        request.Headers.Host = Evil;
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-Host", Evil), ("X-Original-Host", Evil), ("X-Host", Evil), ("X-Forwarded-Server", Evil),
            ("Forwarded", $"host={Evil};proto=https"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "444"),
            ("X-Forwarded-Prefix", $"/{Evil}"), ("X-Original-URL", $"https://{Evil}/"), ("Referer", $"https://{Evil}/"),
        })
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <returns>1 for a response that contains links to the app.</returns>
    private static async Task<int> PublicLinksAsync(HttpResponseMessage answer, string what)
    {
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
            return 0;
        var body = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync());
        var text = $"{answer.Headers}{answer.Content.Headers}{body}";
        Assert.False(text.Contains(Evil, StringComparison.OrdinalIgnoreCase), $"{what}: {text}");
        return text.Contains($"{Public}api/") ? 1 : 0;
    }

    private static async Task PublishAsync(HttpClient owner, string path)
    {
        using var answer = await owner.PutAsJsonAsync($"/api/v1/{path}/visibility", new { isPublic = true });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
