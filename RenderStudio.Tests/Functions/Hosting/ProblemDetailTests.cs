using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>If one field of a request is invalid, the sentence for people names it too.</summary>
public sealed class ProblemDetailTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Id = "0193d2a0-0000-7000-8000-000000000000";
    private const string Imagine = "\"mode\":\"imagine\",\"prompt\":\"a den\"", Png = "\"contentType\":\"image/png\"";

    public static TheoryData<string, string, string, string> Requests => new()
    {
        { "POST", "generations", $$"""{{{Imagine}},"style":"gothic"}""", "style" },
        { "POST", "generations", $$"""{{{Imagine}},"variants":3}""", "variants" }, // the plan allows 2
        { "POST", "generations", $$"""{{{Imagine}},"quality":"high"}""", "quality" }, // not of the plan
        { "POST", "generations", $$"""{{{Imagine}},"model":"unknown"}""", "model" },
        { "POST", "generations", $$"""{{{Imagine}},"quoteId":"{{Id}}"}""", "quoteId" },
        { "POST", "generations", """{"mode":"imagine","prompt":"a corpse"}""", "prompt" },
        { "POST", "generations", $$"""{"mode":"redesign","input1":"{{Id}}"}""", "input1" },
        { "POST", "storage/presigned-upload", """{"kind":"input","contentType":"a/b","fileSize":9}""", "contentType" },
        { "POST", "storage/presigned-upload", $$"""{{{Png}},"kind":"input","fileSize":1e9}""", "fileSize" },
        { "POST", "storage/presigned-upload", $$"""{{{Png}},"kind":"sofa","fileSize":9}""", "kind" },
        { "POST", "storage/signed-urls", """{"ids":[]}""", "ids" },
        { "PUT", $"storage/assets/{Id}/visibility", "{}", "isPublic" },
        { "PUT", $"storage/assets/{Id}/visibility?isPublic=", "{}", "isPublic" },
        { "PUT", $"storage/assets/{Id}/visibility?isPublic=maybe", "{}", "isPublic" },
        { "PATCH", $"renders/{Id}", """{"title":"LONG"}""", "title" },
        { "PATCH", $"renders/{Id}", """{"coverIndex":-1}""", "coverIndex" },
        { "PUT", $"renders/{Id}/visibility", "{}", "isPublic" },
        { "POST", "renders/bulk", $$"""{"action":"burn","ids":["{{Id}}"]}""", "action" },
        { "POST", "renders/zip", $$"""{"ids":["{{Id}}","{{Id}}"]}""", "ids" },
        { "GET", "renders?to=soon", "", "to" },
        { "GET", "generations?cursor=x", "", "cursor" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task The_detail_of_a_problem_names_its_field(string method, string path, string body, string field)
    {
        using var owner = shared.App.ClientOf($"detail-{Guid.NewGuid()}");
        using var request = new HttpRequestMessage(new(method), $"/api/v1/{path}");
        if (body != "")
            request.Content = new StringContent(body.Replace("LONG", new('a', 121)), null, "application/json");

        using var answer = await owner.SendAsync(request);

        await NamesAsync(answer, field);
    }

    [Fact]
    public async Task The_detail_names_a_header_and_a_field_of_an_upload()
    {
        using var owner = shared.App.ClientOf($"detail-{Guid.NewGuid()}");
        using var keyed = new HttpRequestMessage(HttpMethod.Post, "/api/v1/generations")
        {
            Content = JsonContent.Create(new { mode = "imagine", prompt = "a den" }),
            Headers = { { "Idempotency-Key", "two words" } },
        };
        using var long64 = new MultipartFormDataContent { { new StringContent(new string('a', 65 * 1024)), "prompt" } };

        await NamesAsync(await owner.SendAsync(keyed), "Idempotency-Key");
        await NamesAsync(await owner.PostAsync("/api/v1/generations", long64), "prompt");
        await NamesAsync(await owner.UploadAsync(Drawing.Quarters(80, 80).EncodePng(), generationId: Guid.NewGuid()),
            "generationId");
    }

    private static async Task NamesAsync(HttpResponseMessage answer, string field)
    {
        using (answer)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
            Assert.StartsWith($"{field}: ", problem.GetProperty("detail").GetString());
            Assert.DoesNotContain($"{field}: {field}: ", problem.GetProperty("detail").GetString());
        }
    }
}
