using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Exceptions of requests that have no caller.</summary>
public sealed class ProblemMiddlewareTests
{
    [Fact]
    public async Task A_write_for_an_erased_owner_by_a_request_without_a_caller_is_an_internal_error()
    {
        var headers = new SecurityHeaders(Options.Create(new PublicAddressOptions
        {
            PublicBaseUrl = "https://studio.example.com",
        }));
        var middleware = new ProblemMiddleware(
            _ => throw new PostgresException("It was erased.", "ERROR", "ERROR", OwnerStore.ErasedState), headers,
            NullLogger<ProblemMiddleware>.Instance);
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Response.Body = body;

        await middleware.InvokeAsync(context);

        Assert.Equal(StatusCodes.Status500InternalServerError, context.Response.StatusCode);
        Assert.Equal("internal", JsonElement.Parse(body.ToArray()).GetProperty("code").GetString());
    }
}
