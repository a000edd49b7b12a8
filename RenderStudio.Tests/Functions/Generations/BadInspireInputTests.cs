using System.Net;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Invalid fields of the mode inspire.</summary>
public sealed class BadInspireInputTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
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
    [InlineData("""{"palette":["#112233"]}""", "palette")]
    [InlineData("""{"palette":["#000001","#000002","#000003","#000004","#000005","#000006","#000007","#000008","#000009","#00000a","#00000b","#00000c","#00000d"]}""", "palette")]
    [InlineData("""{"palette":["#112233","#445566","#112233"]}""", "palette")]
    [InlineData("""{"palette":["#12345","#445566"]}""", "palette")]
    [InlineData("""{"palette":["#AABBCC","#aabbcc"]}""", "palette")]
    [InlineData("""{"palette":[7,8]}""", "palette")]
    [InlineData("""{"palette":"tpv-99"}""", "palette")]
    [InlineData("""{"palette":{"a":1}}""", "palette")]
    [InlineData("""{"seed":1}""", "palette")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":0,"lengthMm":4000}}""", "surface.widthMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000}}""", "surface.lengthMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":100001}}""", "surface.lengthMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000.5,"lengthMm":4000}}""", "surface.widthMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,"depth":1}}""", "surface.depth")]
    [InlineData("""{"palette":"tpv-21","surface":"large"}""", "surface")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,"polygon":[[0,0],[4000,4000],[4000,0],[0,4000]]}}""", "surface.polygon")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,"polygon":[[0,0],[4000,4000]]}}""", "surface.polygon")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,"polygon":[[0,0],[4001,0],[0,4000]]}}""", "surface.polygon")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,"polygon":[[0,0],[9,0],[0,9]]}}""", "surface.polygon")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000,"polygon":[[0,0],[1e999,0],[0,9]]}}""", "surface.polygon")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000},"aspectRatio":"1:1"}""", "aspectRatio")]
    [InlineData("""{"palette":"tpv-21","aspectRatio":"match_input"}""", "aspectRatio")]
    [InlineData("""{"palette":"tpv-21","stencil":"zebra"}""", "stencil")]
    [InlineData("""{"palette":"tpv-21","minRegionMm":100}""", "minRegionMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000},"minRegionMm":0}""", "minRegionMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":4000,"lengthMm":4000},"minRegionMm":1001}""", "minRegionMm")]
    [InlineData("""{"palette":"tpv-21","surface":{"widthMm":8000,"lengthMm":500},"minRegionMm":126}""", "minRegionMm")]
    [InlineData("""{"palette":"tpv-21","roomType":"kitchen"}""", "roomType")]
    [InlineData("""{"palette":"tpv-21","input1":"0193d2a0-0000-7000-8000-000000000000"}""", "input1")]
    public async Task An_invalid_inspire_field_is_reported_by_name(string fields, string field)
    {
        var answer = await owner.PostAsync("/api/v1/generations",
            Json("""{"mode":"inspire","prompt":"a river",""" + fields[1..]));

        var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        await NothingIsWrittenAsync(app, ownerId);
    }

    [Fact]
    public async Task A_polygon_of_65_points_and_a_theme_of_5000_characters_are_rejected()
    {
        var points = string.Join(',', Enumerable.Range(0, 65).Select(at => $"[{at * 50},{at % 2 * 4000}]"));

        var answer = await owner.PostAsync("/api/v1/generations", Json(
            $$"""
            {"mode":"inspire","prompt":"{{new string('a', 5000)}}","palette":"tpv-21",
            "surface":{"widthMm":4000,"lengthMm":4000,"polygon":[{{points}}] } }
            """));

        var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal(["prompt", "surface.polygon"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }

    [Fact]
    public async Task Inspire_fields_are_rejected_in_other_modes()
    {
        var answer = await owner.PostAsync("/api/v1/generations", Json(
            """
            {"mode":"imagine","prompt":"a den","palette":"tpv-21","surface":{},"stencil":"waves",
            "minRegionMm":1}
            """));

        var problem = await ProblemAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal(["minRegionMm", "palette", "stencil", "surface"],
            problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
    }
}
