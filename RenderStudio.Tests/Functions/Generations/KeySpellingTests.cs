using System.Net;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Generations.KeyedRequests;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>An idempotency key belongs to the operation, however the client spells the address.</summary>
public sealed class KeySpellingTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Body = """{"mode":"imagine","prompt":"a den"}""";

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task One_key_creates_one_generation_in_every_spelling_of_the_path()
    {
        var subject = $"spelling-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        string[] paths =
        [
            "/api/v1/generations", "/api/v1/generations/", "/API/v1/Generations", "/api/V1/GENERATIONS/",
            "/api/v1/%67enerations", "/api/v1/generation%73/", "/api/./v1/generations",
        ];
        List<Answer> answers = [];
        foreach (var path in paths)
            answers.Add(await SendAsync(owner, "k", Body, path));

        Assert.Equal(HttpStatusCode.Accepted, answers[0].Status);
        Assert.Single(answers.Distinct());
        Assert.Equal(1, await CountAsync(app, "generations", subject));
    }

    [Fact]
    public async Task One_key_creates_one_retry_in_every_spelling_of_the_path()
    {
        var subject = $"spelling-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var id = IdOf(await SendAsync(owner, "k", Body));
        (await owner.PostAsync($"{SubmitRoute}/{id}/cancel", null)).EnsureSuccessStatusCode();
        string[] paths =
        [
            $"/api/v1/generations/{id}/retry", $"/API/v1/generations/{id}/Retry/",
            $"/api/v1/generations/{id.ToString().ToUpperInvariant()}/retry", $"/api/v1/generations/{id:n}/retry",
            $"/api/v1/generations/{id:b}/retry",
        ];
        List<Answer> answers = [];
        foreach (var path in paths)
            answers.Add(await SendAsync(owner, "k", "", path));

        Assert.Equal(HttpStatusCode.Accepted, answers[0].Status);
        Assert.Single(answers.Distinct());
        Assert.Equal(2, await CountAsync(app, "generations", subject));
    }

    [Fact]
    public async Task A_key_of_the_previous_version_is_known()
    {
        var subject = $"spelling-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var id = IdOf(await SendAsync(owner, "k", Body));
        (await owner.PostAsync($"{SubmitRoute}/{id}/cancel", null)).EnsureSuccessStatusCode();
        await SendAsync(owner, "k", "", $"{SubmitRoute}/{id}/retry");

        // The previous version stored the method and the path of the request.
        foreach (var route in new[] { "POST /api/v1/generations", $"POST /api/v1/generations/{id}/retry" })
        {
            Assert.True(await app.QueryAsync<bool>(
                """
                select exists (select from idempotency_keys k join owners o on o.id = k.owner_id
                where o.subject = @subject and route = @route)
                """, new { subject, route }));
        }
    }
}
