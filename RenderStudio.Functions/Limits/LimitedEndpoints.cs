using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Limits;

/// <summary>Limits the requests of addresses before authentication, and those of owners after it.</summary>
public static class LimitedEndpoints
{
    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection(LimitOptions.Section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>()
            .AddSingleton<RequestLimits>().AddSingleton<ClientAddress>();
    }

    /// <summary>Selects the limit of an endpoint. Otherwise GET counts as a read, other methods as a change.</summary>
    public static T Limit<T>(this T endpoint, LimitClass kind)
        where T : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new LimitMetadata(kind)));
        return endpoint;
    }

    /// <summary>Rejects requests of an address that sends too many, before anything else reads them.</summary>
    public static void UseAddressLimits(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var kind = context.GetEndpoint()?.Metadata.GetMetadata<LimitMetadata>()?.Kind;
        var bucket = new Bucket(
            kind is LimitClass.Webhooks ? LimitClass.Webhooks : LimitClass.Addresses,
            context.RequestServices.GetRequiredService<ClientAddress>().Of(context));
        var limits = context.RequestServices.GetRequiredService<RequestLimits>();
        if (limits.Count(bucket, context.Response) is { } problem)
            await problem.ToResponse().ExecuteAsync(context);
        else
            await next(context);
    });

    /// <summary>
    /// As <see cref="UseAddressLimits"/>, for CORS preflight requests, which the CORS middleware answers itself. The
    /// other requests are counted behind that middleware, so that pages of other origins can read the rejection.
    /// </summary>
    public static void UsePreflightLimits(this IApplicationBuilder app) => app.UseWhen(
        context => HttpMethods.IsOptions(context.Request.Method)
            && context.Request.Headers.ContainsKey(HeaderNames.Origin)
            && context.Request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod),
        preflight => preflight.UseAddressLimits());

    /// <summary>Counts the request of an authenticated caller.</summary>
    public static Problem? CountRequest(this HttpContext context, Caller caller)
    {
        var limits = context.RequestServices.GetRequiredService<RequestLimits>();
        return BucketsOf(context.KindOfRequest(), caller).Select(bucket => limits.Count(bucket, context.Response))
            .FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Counts the request of an authenticated subject that has no owner.</summary>
    public static Problem? CountRequest(this HttpContext context, TokenSubject subject) =>
        context.RequestServices.GetRequiredService<RequestLimits>().Count(
            new(context.KindOfRequest(), $"subject {subject.Issuer} {subject.Subject}"), context.Response);

    private static LimitClass KindOfRequest(this HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<LimitMetadata>()?.Kind
        ?? (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            ? LimitClass.Reads : LimitClass.Changes);

    // The requests of an API key also count as requests of its owner. The response describes the last bucket: of the
    // two, that of the key is the smaller one.
    private static IEnumerable<Bucket> BucketsOf(LimitClass kind, Caller caller)
    {
        yield return new(kind, $"owner {caller.OwnerId}");
        if (caller.Key is { } key)
            yield return new(LimitClass.Keys, $"key {key.Id}");
    }

    private sealed record LimitMetadata(LimitClass Kind);
}
