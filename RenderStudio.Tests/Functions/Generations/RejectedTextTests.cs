using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

public sealed class RejectedTextTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("prompt", "a hall with a C0RPSE in it", "violence.graphic", 14, 6)]
    [InlineData("negativePrompt", "no white supremacy", "hate.speech", 3, 15)]
    public async Task Rejected_text_is_reported_by_field_rule_and_position_and_costs_nothing(
        string field, string words, string rule, int start, int length)
    {
        using var owner = shared.App.ClientOf($"moderation-{field}");
        var body = new Dictionary<string, object> { ["mode"] = "imagine", ["prompt"] = "a hall", [field] = words };

        var answer = await owner.PostAsJsonAsync("/api/v1/generations", body);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("content_rejected", problem.GetProperty("code").GetString());
        Assert.Contains(rule, problem.GetProperty("errors").GetProperty(field)[0].GetString());
        var moderation = problem.GetProperty("moderation");
        Assert.Equal((field, rule), (moderation.GetProperty("field").GetString(), moderation.GetProperty("rule").GetString()));
        Assert.Equal((start, length),
            (moderation.GetProperty("span").GetProperty("start").GetInt32(),
                moderation.GetProperty("span").GetProperty("length").GetInt32()));
        var ownerId = await shared.App.OwnerOfAsync(owner, $"moderation-{field}");
        Assert.Equal(0, await shared.App.QueryAsync<int>(
            """
            select (select count(*) from generations where owner_id = @ownerId)
                + (select count(*) from credit_entries where owner_id = @ownerId and kind = 'hold')
            """, new { ownerId }));
    }

    [Theory]
    [InlineData("A naked light bulb", true)]
    [InlineData("nude rug", true)]
    [InlineData("walls in nude", true)]
    [InlineData("Rape seed yellow", true)]
    [InlineData("wallpaper stripper", true)]
    [InlineData("A naked man under a light bulb", false)]
    [InlineData("a nude on a rug", false)]
    [InlineData("a woman by the wall in nude", false)]
    [InlineData("the rape of a woman", false)]
    [InlineData("a stripper before the wallpaper", false)]
    public async Task A_quote_accepts_a_word_with_two_meanings_only_about_objects(string prompt, bool isAccepted)
    {
        using var owner = shared.App.ClientOf("moderation-meanings");

        using var answer = await owner.PostAsJsonAsync("/api/v1/quotes", new { mode = "imagine", prompt });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var quote = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(isAccepted, quote.GetProperty("moderation").GetProperty("accepted").GetBoolean());
    }

    [Fact]
    public async Task An_invalid_field_is_reported_before_the_text_is_moderated()
    {
        using var owner = shared.App.ClientOf("moderation-order");

        var answer = await owner.PostAsJsonAsync("/api/v1/generations",
            new { mode = "imagine", prompt = "a corpse", quality = "best" });

        Assert.Equal("validation_failed",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }
}
