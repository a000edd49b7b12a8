using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Polygons as drawing programs write them.</summary>
public sealed class PolygonInputTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("[0,0],[4000,0],[4000,4000],[0,4000],[0,0]")] // closed, as in GeoJSON
    [InlineData("[0,0],[4000,0],[4000,4000],[0,4000],[0,0],[0,0]")]
    [InlineData("[0,0],[4000,0],[4000,0],[4000,4000],[0,4000]")]
    [InlineData("[0,0],[0,0],[0,0],[4000,0],[4000,4000]")]
    [InlineData("[0,0],[4000,0],[4000,4000],[0,4000],[0.00001,0]")] // closed by a rounded copy
    [InlineData("[0,0],[4000,0],[3999.99999,0.00001],[4000,4000],[0,4000]")]
    [InlineData("[0,0],[2000,0],[4000,0],[4000,4000],[0,4000]")] // a point on a side
    [InlineData("[0,0],[4000,0],[4000,4000],[0,0]")]
    public async Task Repeated_points_and_points_on_a_side_are_accepted(string points)
    {
        using var answer = await SubmitAsync(points);

        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_limit_of_points_counts_a_repeated_point_once()
    {
        var circle = string.Join(',', Enumerable.Range(0, 64).Select(at => FormattableString.Invariant(
            $"[{2000 + 1900 * Math.Cos(at * Math.Tau / 64):0.#},{2000 + 1900 * Math.Sin(at * Math.Tau / 64):0.#}]")));

        using var closed = await SubmitAsync($"{circle},[3900,2000]");

        Assert.True(closed.StatusCode == HttpStatusCode.Accepted, await closed.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("[0,0],[4000,0],[0,0]", "Must have 3 to 64 different points; it has 2.")]
    [InlineData("[5,5],[5,5],[5,5],[5,5]", "Must have 3 to 64 different points; it has 1.")]
    [InlineData("[0,0],[2000,2000],[4000,4000]", "Has all its points on one line.")]
    [InlineData("[0,0],[4000,0],[2000,0],[3000,0]", "Has all its points on one line.")]
    [InlineData("[0,0],[4000,4000],[4000,0],[0,4000]", "Crosses or touches itself.")]
    [InlineData("[0,0],[4000,0],[4000,4000],[2000,0],[0,4000]", "Crosses or touches itself.")]
    [InlineData("[0,0],[2000,2000],[4000,0],[4000,4000],[2000,2000],[0,4000]", "Crosses or touches itself.")]
    [InlineData("[0,0],[4000,0],[4000,4000],[4000,1000],[0,4000]", "Crosses or touches itself.")]
    public async Task A_polygon_without_an_inside_is_rejected_with_its_reason(string points, string reason)
    {
        using var answer = await SubmitAsync(points);

        var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal([reason], problem.GetProperty("errors").GetProperty("surface.polygon").EnumerateArray()
            .Select(error => error.GetString()));
    }

    [Fact]
    public async Task A_generation_shows_the_polygon_as_submitted()
    {
        using var owner = shared.App.ClientOf($"polygon-{Guid.NewGuid()}");
        using var answer = await SubmitAsync("[0,0],[4000,0],[4000,4000],[0,0]", owner);

        var generation = await owner.GetFromJsonAsync<JsonElement>(answer.Headers.Location!.PathAndQuery);

        Assert.Equal(4, generation.GetProperty("surface").GetProperty("polygon").GetArrayLength());
    }

    private async Task<HttpResponseMessage> SubmitAsync(string points, HttpClient? owner = null) =>
        await (owner ?? shared.App.ClientOf($"polygon-{Guid.NewGuid()}")).PostAsync("/api/v1/generations", Json(
            $$"""
            {"mode":"inspire","prompt":"a river","palette":"tpv-21",
            "surface":{"widthMm":4000,"lengthMm":4000,"polygon":[{{points}}] } }
            """));
}
