using System.Text.Json;
using RenderStudio.Local.LocalAccess;
using RenderStudio.Local.Studio;

namespace RenderStudio.Local.LocalCalls;

/// <summary>The control API of a running studio, for tools and tests on this machine.</summary>
public sealed class LocalEndpoints(RunningStudio studio, LocalTokens tokens)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var any = routes.MapGroup("/local").AddEndpointFilter(async (context, next) =>
            ThisMachineOnly.Admits(context.HttpContext.Request)
                ? await next(context)
                : NotFound("No resource exists at this address."));
        any.MapGet("", StatusAsync);
        any.Map("/{**unknown}", (HttpRequest request) => NotFound($"There is no {request.Method} {request.Path}."));
        var local = any.MapGroup("").AddEndpointFilter(async (context, next) =>
            studio.IsUp ? await next(context) : Problem(503, "unavailable", "The studio is still starting."));
        local.MapPost("/tokens", IssueTokenAsync);
        local.MapPost("/functions/{name}", RunTimerAsync);
        local.MapPost("/instances/{number:int}/{verb}", SignalInstance);
        local.MapPost("/services/{service}/{verb}", ControlServiceAsync);
        local.MapDelete("/queues", ClearQueuesAsync);
    }

    private async Task<IResult> StatusAsync(CancellationToken cancellation)
    {
        var instances = studio.IsUp ? await studio.Instances.StatusAsync(cancellation) : [];
        return Results.Json(new
        {
            ready = studio.IsUp && studio.Postgres.Runs && studio.Azurite.Runs
                && instances.All(instance => instance.Ready),
            studioUrl = studio.Address.GetLeftPart(UriPartial.Authority),
            replicateUrl = studio.Upstream.Address,
            replicateToken = studio.Upstream.SimulatorToken,
            stripeUrl = studio.Stripe.Address.GetLeftPart(UriPartial.Authority),
            postgres = studio.Postgres.ConnectionString,
            storage = studio.Azurite.ConnectionString,
            dataFolder = studio.Folder.Path,
            instances,
        });
    }

    private async Task<IResult> IssueTokenAsync(HttpRequest request, CancellationToken cancellation)
    {
        try
        {
            var (user, plan, roles) = await TokenRequest.ReadAsync(request.Body, cancellation);
            return Results.Json(await tokens.IssueAsync(user, plan, roles, cancellation));
        }
        catch (InvalidTokenRequestException invalid)
        {
            return Problem(422, "validation_failed", invalid.Message);
        }
        catch (JsonException)
        {
            return Problem(400, "invalid_json", "The body is not JSON of the form {\"user\": \"…\", \"plan\": \"…\"}.");
        }
    }

    private async Task<IResult> RunTimerAsync(string name, CancellationToken cancellation)
    {
        var run = await studio.Instances.RunTimerAsync(name, cancellation);
        return run switch
        {
            { Known: false } => NotFound($"There is no timer function '{name}'."),
            { Failure: { } reason } => Problem(502, "function_failed", reason),
            _ => Results.NoContent(),
        };
    }

    private IResult SignalInstance(int number, string verb)
    {
        Func<int, bool>? signal = verb switch
        {
            "kill" => studio.Instances.Kill,
            "stop" => studio.Instances.Stop,
            "continue" => studio.Instances.Continue,
            _ => null,
        };
        return signal?.Invoke(number) == true
            ? Results.NoContent()
            : NotFound($"Instance {number} or the action '{verb}' does not exist. Actions: kill, stop, continue.");
    }

    // A killed service stays down until it is restarted, so that a test can observe the outage.
    private async Task<IResult> ControlServiceAsync(string service, string verb)
    {
        Func<Task>? control = (service, verb) switch
        {
            ("postgres", "kill") => studio.Postgres.KillAsync,
            ("postgres", "restart") => () => studio.Postgres.RestartAsync(default),
            ("azurite", "kill") => studio.Azurite.KillAsync,
            ("azurite", "restart") => () => studio.Azurite.RestartAsync(default),
            _ => null,
        };
        if (control is null)
            return NotFound($"The service '{service}' or the action '{verb}' does not exist. "
                + "Services: postgres, azurite. Actions: kill, restart.");
        await control();
        return Results.NoContent();
    }

    private async Task<IResult> ClearQueuesAsync(CancellationToken cancellation)
    {
        await studio.Azurite.ClearQueuesAsync(cancellation);
        return Results.NoContent();
    }

    private static IResult NotFound(string detail) => Problem(404, "not_found", detail);

    private static IResult Problem(int status, string code, string detail) => Results.Problem(
        detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
