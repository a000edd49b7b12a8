using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Core.Prompts;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The limits of each field: the last accepted value and the first rejected value.</summary>
public sealed class FieldLimitTests(SharedApp shared) : IClassFixture<SharedApp>
{
    public static TheoryData<string, object, bool> Limits => new()
    {
        { "prompt", new string('a', UserText.MaxPrompt), true },
        { "prompt", new string('a', UserText.MaxPrompt + 1), false },
        { "prompt", $"   {new string('a', UserText.MaxPrompt)}   ", true }, // the length counts after trimming
        { "prompt", "a", true },
        { "negativePrompt", new string('a', UserText.MaxNegative), true },
        { "negativePrompt", new string('a', UserText.MaxNegative + 1), false },
        { "negativePrompt", "", true },
        { "variants", 1, true },
        { "variants", 4, true },
        { "variants", 0, false },
        { "variants", 5, false },
        { "seed", 0, true },
        { "seed", 2_000_000_000, true },
        { "seed", -1, false },
        { "seed", 2_000_000_001, false },
        { "maxWaitSeconds", 5, true },
        { "maxWaitSeconds", 1800, true },
        { "maxWaitSeconds", 4, false },
        { "maxWaitSeconds", 1801, false },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public async Task A_field_is_accepted_at_its_limit_and_rejected_beyond_it(string field, object value, bool allowed)
    {
        using var owner = await StudioOwnerAsync();
        var body = new JsonObject { ["mode"] = "imagine", ["prompt"] = "a den" };
        body[field] = JsonSerializer.SerializeToNode(value);

        using var quote = await owner.PostAsJsonAsync("/api/v1/quotes", body);
        using var submit = await owner.PostAsJsonAsync("/api/v1/generations", body);

        var problems = (await quote.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problems");
        Assert.Equal(allowed ? [] : [field], problems.EnumerateArray().Select(one => one.GetProperty("field").GetString()));
        Assert.Equal(allowed ? HttpStatusCode.Accepted : HttpStatusCode.UnprocessableEntity, submit.StatusCode);
    }

    [Theory]
    [InlineData("style", "japandi")]
    [InlineData("roomType", "living_room")]
    [InlineData("mode", "redesign")]
    [InlineData("model", "black-forest-labs/flux-schnell")]
    [InlineData("aspectRatio", "16:9")]
    [InlineData("quality", "draft")]
    public async Task An_unknown_value_is_answered_with_the_known_values(string field, string known)
    {
        using var owner = await StudioOwnerAsync();
        var body = new JsonObject { ["mode"] = "imagine", ["prompt"] = "a den", [field] = "unheard-of" };

        using var answer = await owner.PostAsJsonAsync("/api/v1/generations", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Contains(known, errors.GetProperty(field)[0].GetString());
    }

    [Theory]
    [InlineData("redesign", 0, "input1")]
    [InlineData("redesign", 2, "input2")]
    [InlineData("staging", 0, "input1")]
    [InlineData("staging", 2, "input2")]
    [InlineData("compose", 0, "input1 input2")]
    [InlineData("compose", 1, "input2")]
    [InlineData("imagine", 1, "input1")]
    public async Task A_wrong_number_of_photos_for_a_mode_is_rejected(string mode, int photos, string wrong)
    {
        using var owner = await StudioOwnerAsync();
        var body = new JsonObject { ["mode"] = mode, ["prompt"] = "a den" };
        for (var number = 1; number <= photos; number++)
            body[$"input{number}"] = Guid.NewGuid().ToString();

        using var answer = await owner.PostAsJsonAsync("/api/v1/generations", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(wrong.Split(' '), errors.EnumerateObject().Select(error => error.Name).Order());
    }

    private async Task<HttpClient> StudioOwnerAsync()
    {
        var subject = $"field-{Guid.NewGuid():n}";
        var owner = shared.App.ClientOf(subject);
        var ownerId = await shared.App.OwnerOfAsync(owner, subject);
        await shared.App.QueryAsync<int>("update owners set plan = 'studio' where id = @ownerId", new { ownerId });
        return owner;
    }
}
