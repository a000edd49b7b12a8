using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>A field for a whole number accepts each spelling of a whole number, in JSON and in forms.</summary>
public sealed class WholeNumberFieldTests(SharedApp shared) : IClassFixture<SharedApp>
{
    public static TheoryData<string, string, string?> Numbers => new()
    {
        { "variants", "2.0", "2" },
        { "variants", "1e0", "1" },
        { "variants", "20e-1", "2" },
        { "variants", "1.5", null },
        { "variants", "1e999999", null },
        { "variants", "1e-999999", null },
        { "seed", "42.0", "42" },
        { "seed", "2e9", "2000000000" },
        { "seed", "2.0000000001e9", null },
        { "maxWaitSeconds", "60.0", "60" },
        { "maxWaitSeconds", "6E1", "60" },
        { "minRegionMm", "5.0e1", "50" },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task A_number_is_accepted_if_it_is_whole(string field, string spelling, string? stored)
    {
        const string Surface = """{"widthMm":4e3,"lengthMm":4000.0}""";
        var json = $$"""
            {"mode":"inspire","prompt":"a river","palette":"tpv-21","surface":{{Surface}},"{{field}}":{{spelling}}}
            """;
        using var form = new MultipartFormDataContent
        {
            { new StringContent("inspire"), "mode" }, { new StringContent("a river"), "prompt" },
            { new StringContent("tpv-21"), "palette" }, { new StringContent(Surface), "surface" },
            { new StringContent(spelling), field },
        };
        foreach (var body in new HttpContent[] { Json(json), form })
        {
            using var owner = shared.App.ClientOf($"whole-{Guid.NewGuid()}");
            using var answer = await owner.PostAsync("/api/v1/generations", body);

            if (stored is null)
            {
                var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
                Assert.StartsWith($"{field}: Must be a whole number", problem.GetProperty("detail").GetString());
                continue;
            }

            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
            var generation = await owner.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);
            Assert.Equal(stored, generation.GetProperty(field == "variants" ? "requested" : field).GetRawText());
        }
    }

    [Fact]
    public async Task The_other_whole_numbers_of_the_API_are_accepted_too()
    {
        using var owner = shared.App.ClientOf($"whole-{Guid.NewGuid()}");

        using var grant = await owner.PostAsync("/api/v1/storage/presigned-upload",
            Json("""{"kind":"input","contentType":"image/png","fileSize":1.0e3}"""));
        using var fraction = await owner.PostAsync("/api/v1/storage/presigned-upload",
            Json("""{"kind":"input","contentType":"image/png","fileSize":1.5}"""));
        using var page = await owner.GetAsync("/api/v1/generations?limit=20.0");
        using var unknown = await owner.PatchAsync($"/api/v1/renders/{Guid.NewGuid()}", Json("""{"coverIndex":1.0}"""));

        Assert.Equal(HttpStatusCode.Created, grant.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, fraction.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_side_of_a_surface_with_thousands_of_digits_is_an_error_of_the_field()
    {
        using var owner = shared.App.ClientOf($"whole-{Guid.NewGuid()}");
        var zeros = new string('0', 140_000);
        foreach (var side in new[] { $"4{zeros}e-{zeros.Length - 3}", $"4000.{zeros}", "1e999999", "4000.5" })
        {
            using var answer = await owner.PostAsync("/api/v1/generations", Json(
                $$$"""
                {"mode":"inspire","prompt":"a river","palette":"tpv-21",
                "surface":{"widthMm":{{{side}}},"lengthMm":4000}}
                """));

            var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
            Assert.StartsWith("surface.widthMm: ", problem.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task Spellings_of_a_number_are_the_same_request_under_one_key()
    {
        using var owner = shared.App.ClientOf($"whole-{Guid.NewGuid()}");

        var first = await KeyedRequests.SendAsync(owner, "k", """{"mode":"imagine","prompt":"a den","seed":42}""");
        var again = await KeyedRequests.SendAsync(owner, "k", """{"mode":"imagine","prompt":"a den","seed":42.0}""");

        Assert.Equal(first, again);
        Assert.Equal(HttpStatusCode.Accepted, again.Status);
    }
}
