using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using RenderStudio.Functions.Limits;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Configures what applies to every request: CORS, problem responses, HEAD and server limits.
/// </summary>
public static class HttpContract
{
    // Buffer per connection for received bytes that no endpoint has read yet. Kestrel's default is 1 MB.
    private const int ReadAheadBytes = 128 * 1024;

    private const int MinBodyBytesPerSecond = 8 * 1024;

    // The host uses Kestrel's default limits, adds headers and re-encodes escapes. A request that the host accepts and
    // this server rejects would wait 5 seconds for its invocation, so these limits are higher: twice the number of
    // headers, and three bytes for each byte of a request line.
    private const int MaxHeaders = 200, MaxHeaderBytes = 64 * 1024, MaxLineBytes = 32 * 1024;

    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(15), SlowStart = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddHttpContract(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection(HttpOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>()
            .AddSingleton<IValidateOptions<HttpOptions>, HttpLimitsValidator>()
            .AddSingleton<BodyMemory>()
            .AddSingleton<KnownPaths>()
            .AddSingleton<SecurityHeaders>()
            .AddHostedService<MemoryTrim>();
        services.AddLimits(configuration).AddRouting().AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>>((cors, http) =>
            cors.AddDefaultPolicy(policy => Allow(policy, http.Value)));
        return services.Configure<KestrelServerOptions>(Configure).PostConfigure<ForwardedHeadersOptions>(Configure);
    }

    /// <summary>Adds problem responses, CORS and all endpoints to the pipeline.</summary>
    public static void UseStudio(this IApplicationBuilder app)
    {
        app.UseVaryByOrigin();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UsePreflightLimits();
        app.UsePreflightCheck();
        app.UseCors();
        app.UseAddressLimits();
        app.UseEndpoints(Program.MapStudio);
    }

    /// <summary>Lets every GET endpoint answer HEAD. Kestrel discards the body.</summary>
    public static RouteGroupBuilder AnsweringHead(this RouteGroupBuilder endpoints)
    {
        ((IEndpointConventionBuilder)endpoints).Add(endpoint =>
        {
            var methods = endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods;
            if (methods is not null && methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
                endpoint.Metadata.Add(new HttpMethodMetadata([.. methods, HttpMethods.Head]));
        });
        return endpoints;
    }

    // The host forwards a body as it arrives, so these limits apply to the host's client.
    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // RequestBody enforces the limit of each endpoint.
        kestrel.Limits.MaxRequestBufferSize = ReadAheadBytes;
        kestrel.Limits.MinRequestBodyDataRate = new(MinBodyBytesPerSecond, SlowStart);
        kestrel.Limits.RequestHeadersTimeout = HeaderTime;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaxLineBytes;
    }

    // The Functions host replaces these two headers with its own values. X-Forwarded-Host contains what the client
    // wrote; no response depends on it, because links begin with Http:PublicBaseUrl.
    private static void Configure(ForwardedHeadersOptions forwarded) => forwarded.ForwardedHeaders =
        ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

    private static void Allow(CorsPolicyBuilder policy, HttpOptions http) => policy
        .WithOrigins([.. http.AllowedOrigins])
        .AllowAnyMethod()
        .AllowAnyHeader()
        .WithExposedHeaders([.. ExposedHeaders.All])
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}
