using System.Net;
using Dapper;
using Npgsql;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// The worker answers 200 and an empty body for a function that throws. These tests break dependencies of the
/// published app, in a separate studio.
/// </summary>
public sealed class FailingAppTests : IDisposable
{
    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("render-studio-home-");

    [Fact]
    public async Task An_unexpected_failure_returns_500_with_a_problem_and_startup_writes_nothing_to_the_home_folder()
    {
        await using var studio = await StudioProcess.StartAsync(
            new Dictionary<string, string> { ["HOME"] = home.FullName }, "--ephemeral");
        using var owner = await studio.ClientAsync();
        (await owner.GetAsync("/api/v1/renders")).EnsureSuccessStatusCode();
        await using var database = new NpgsqlConnection((await studio.StatusAsync()).Postgres);
        await database.ExecuteAsync("alter table renders rename to renders_elsewhere");

        var failed = await HostedAppTests.ProblemAsync(
            await owner.GetAsync("/api/v1/renders"), HttpStatusCode.InternalServerError);

        Assert.Equal("internal", failed.GetProperty("code").GetString());
        Disclosure.AssertNoCause(failed);
        // ASP.NET Core Data Protection stores its keys there.
        Assert.False(Directory.Exists(Path.Combine(home.FullName, ".aspnet")));

        using var killed = await studio.Local.PostAsync("/local/services/postgres/kill", null);
        var down = await HostedAppTests.ProblemAsync(
            await owner.GetAsync("/api/v1/renders"), HttpStatusCode.ServiceUnavailable);

        Assert.Equal("unavailable", down.GetProperty("code").GetString());
        Disclosure.AssertNoCause(down);
    }

    public void Dispose() => home.Delete(recursive: true);
}
