using System.Net;
using System.Net.Http.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>Clients poll often, so a read of an unchanged generation executes few statements.</summary>
public sealed class StatusCostTests(ClockedApp shared) : IClassFixture<ClockedApp>
{
    [Fact]
    public async Task A_read_with_a_current_copy_executes_one_statement()
    {
        using var owner = shared.App.ClientOf("cost");
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den" });
        using var first = await owner.GetAsync(submitted.Headers.Location!.PathAndQuery);
        owner.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using var statements = new Statements(shared.App.Database);

        using var second = await owner.GetAsync(submitted.Headers.Location!.PathAndQuery);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Single(statements.Sent);
    }
}
