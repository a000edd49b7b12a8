using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The answer to a caller if the app or one of its dependencies fails.</summary>
public sealed class ServerErrorTests(Services services)
{
    [Fact]
    public async Task A_server_error_is_reported_without_its_cause()
    {
        await using var app = await RunningApp.StartAsync(services);
        using var owner = app.ClientOf("surprise");
        await app.OwnerOfAsync(owner, "surprise");
        await app.QueryAsync<int>("alter table renders rename to renders_elsewhere");

        using var answer = await owner.GetAsync("/api/v1/renders");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Disclosure.AssertNoCause(await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    [Fact]
    public async Task An_outage_is_reported_without_its_cause()
    {
        await using var app = await RunningApp.StartAsync(
            services, ("Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1"));
        using var owner = app.ClientOf("outage");

        using var answer = await owner.GetAsync("/api/v1/renders");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Disclosure.AssertNoCause(await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    [Fact]
    public async Task An_unreadable_body_is_reported_without_a_stack_trace()
    {
        await using var app = await RunningApp.StartAsync(services);
        using var owner = app.ClientOf("broken");
        using var broken = new StringContent("--x\r\nContent-Disposition: broken\r\n\r\nx", Encoding.UTF8);
        broken.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        using var answer = await owner.PostAsync("/api/v1/generations", broken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Disclosure.AssertNoCause(await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
