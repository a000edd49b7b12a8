using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>All fields of an inspire request are applied, from a form, from JSON and in a retry.</summary>
public sealed class InspireRequestTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Generations = "/api/v1/generations";

    private static readonly Dictionary<string, object> Fields = new()
    {
        ["mode"] = "inspire",
        ["prompt"] = "a meadow with a brook",
        ["palette"] = new[] { "#e3d9b8", "#1f5aa0", "#43a845" },
        ["surface"] = new
        {
            widthMm = 6000,
            lengthMm = 4000,
            polygon = new[] { new[] { 0, 0 }, [6000, 0], [3000, 4000] },
        },
        ["stencil"] = "mosaic",
        ["minRegionMm"] = 250,
    };

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_form_carries_the_same_fields_as_JSON()
    {
        using var owner = app.ClientOf("inspire-form");
        using var form = Form(Fields);

        var submitted = await owner.GetFromJsonAsync<JsonElement>(await SubmittedAsync(owner, form));

        foreach (var (name, value) in Fields)
        {
            var said = JsonSerializer.SerializeToElement(value);
            Assert.True(JsonElement.DeepEquals(said, submitted.GetProperty(name)), $"{name} of {submitted}");
        }
    }

    [Fact]
    public async Task A_form_can_contain_a_range()
    {
        using var owner = app.ClientOf("inspire-range");
        using var form = Form(new() { ["mode"] = "inspire", ["prompt"] = "a calm ocean", ["palette"] = "tpv-21" });

        var submitted = await owner.GetFromJsonAsync<JsonElement>(await SubmittedAsync(owner, form));

        Assert.Equal("tpv-21", submitted.GetProperty("palette").GetString());
        Assert.Equal("waves", submitted.GetProperty("stencil").GetString());
    }

    [Theory]
    [InlineData("palette", """["#112233"]""")]
    [InlineData("palette", """["#112233",""")]
    [InlineData("surface", "6000 by 4000")]
    [InlineData("surface", """{"widthMm":6000""")]
    [InlineData("minRegionMm", "a hand")]
    [InlineData("stencil", "zebra")]
    public async Task An_invalid_form_field_is_reported_by_name(string field, string value)
    {
        using var owner = app.ClientOf("inspire-bad-form");
        using var form = Form(new(Fields) { [field] = value });

        using var answer = await owner.PostAsync(Generations, form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(null)]
    public async Task A_retry_repeats_the_request_and_repeats_the_stencil_only_with_a_seed_of_the_owner(int? seed)
    {
        using var owner = app.ClientOf($"inspire-retry-{seed}");
        Dictionary<string, object?> withSeed = new(Fields!) { ["seed"] = seed };
        var first = await owner.GetFromJsonAsync<JsonElement>(
            await SubmittedAsync(owner, JsonContent.Create(withSeed)));
        await owner.PostAsync($"{Generations}/{first.GetProperty("id")}/cancel", null);

        using var retry = await owner.PostAsync($"{Generations}/{first.GetProperty("id")}/retry", null);
        var again = await owner.GetFromJsonAsync<JsonElement>(retry.Headers.Location!.PathAndQuery);

        foreach (var name in Fields.Keys.Append("seed"))
            Assert.True(JsonElement.DeepEquals(first.GetProperty(name), again.GetProperty(name)), name);
        var (one, other) = (await StencilAsync(first), await StencilAsync(again));
        Assert.NotEqual(one.Path, other.Path);
        Assert.Equal(seed is not null, one.Content.SequenceEqual(other.Content));
    }

    [Fact]
    public async Task A_stencil_is_not_moved_while_a_run_uses_it_and_is_linked_in_its_published_container()
    {
        using var owner = app.ClientOf("inspire-stencil");
        var generation = await owner.GetFromJsonAsync<JsonElement>(
            await SubmittedAsync(owner, JsonContent.Create(Fields)));
        var id = generation.GetProperty("id").GetGuid();
        await StencilAsync(generation);
        var asset = "/api/v1/storage/assets/" + await app.QueryAsync<Guid>(
            "select stencil_id from generations where id = @id", new { id });

        Assert.Equal(HttpStatusCode.Conflict, (await owner.DeleteAsync(asset)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await PublishAsync(owner, asset)).StatusCode);
        await owner.PostAsync($"{Generations}/{id}/cancel", null);
        await app.QueryAsync<int>("update generations set finished_at = now() where id = @id", new { id });
        Assert.Equal(HttpStatusCode.OK, (await PublishAsync(owner, asset)).StatusCode);

        var shown = await owner.GetFromJsonAsync<JsonElement>($"{Generations}/{id}");
        using var picture = await app.Http.GetAsync(shown.GetProperty("stencilUrl").GetString());
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        var drawnAgain = await app.Services.GetRequiredService<DrawStencil>().RunAsync(id, default);
        Assert.True(drawnAgain!.IsPublic);
    }

    private static Task<HttpResponseMessage> PublishAsync(HttpClient owner, string asset) =>
        owner.PutAsJsonAsync($"{asset}/visibility", new { isPublic = true });

    private async Task<(string Path, byte[] Content)> StencilAsync(JsonElement generation)
    {
        var drawn = await app.Services.GetRequiredService<DrawStencil>()
            .RunAsync(generation.GetProperty("id").GetGuid(), default);
        var content = await app.Services.GetRequiredService<BlobFiles>()
            .ReadAsync(StudioContainers.Private, drawn!.Path, default);
        return (drawn.Path, content!.ToArray());
    }

    /// <returns>The path of the generation.</returns>
    private static async Task<string> SubmittedAsync(HttpClient owner, HttpContent body)
    {
        using var answer = await owner.PostAsync(Generations, body);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.PathAndQuery;
    }

    private static MultipartFormDataContent Form(Dictionary<string, object> fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value as string ?? JsonSerializer.Serialize(value)), name);
        return form;
    }
}
