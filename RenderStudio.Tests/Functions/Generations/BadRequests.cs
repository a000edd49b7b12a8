using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Assertions on the answers to invalid requests.</summary>
internal static class BadRequests
{
    internal static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    internal static async Task<JsonElement> ProblemAsync(
        HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return problem;
    }

    internal static async Task NothingIsWrittenAsync(RunningApp app, Guid ownerId)
    {
        Assert.Equal(0, await app.QueryAsync<int>(
            """
            select (select count(*) from generations where owner_id = @ownerId)
                + (select count(*) from assets where owner_id = @ownerId)
                + (select count(*) from credit_entries where owner_id = @ownerId and kind <> 'grant')
            """, new { ownerId }));
        Assert.Empty(await app.BlobsOfAsync(ownerId));
    }
}
