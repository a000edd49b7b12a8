using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>What holds for every request: CORS, problems as answers, and an answer for what is mapped nowhere.</summary>
public static class HttpContract
{
    // Per connection, for what no endpoint has read yet. Kestrel's default is 1 MB.
    private const int ReadAheadBytes = 128 * 1024;

    private const int MinBodyBytesPerSecond = 8 * 1024;

    // The host has Kestrel's default limits, adds headers and writes escapes anew. A request that it takes and this
    // server refuses would wait 5 seconds for its invocation, so these limits are wider: twice as many headers, and
    // three bytes for each of a line.
    private const int MaxHeaders = 200, MaxHeaderBytes = 64 * 1024, MaxLineBytes = 32 * 1024;

    private static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(15), SlowStart = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddHttpContract(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HttpOptions>().Bind(configuration.GetSection(HttpOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, HttpOptionsValidator>()
            .AddSingleton<IValidateOptions<HttpOptions>, HttpLimitsValidator>()
            .AddSingleton<BodyMemory>()
            .AddHostedService<MemoryTrim>();
        services.AddRouting().AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>>((cors, http) =>
            cors.AddDefaultPolicy(policy => Allow(policy, http.Value)));
        return services.Configure<KestrelServerOptions>(Configure).PostConfigure<ForwardedHeadersOptions>(Configure);
    }

    /// <summary>Problems as answers, CORS, and every endpoint.</summary>
    public static void UseStudio(this IApplicationBuilder app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UsePreflightCheck();
        app.UseCors();
        app.UseEndpoints(Program.MapStudio);
    }

    /// <summary>
    /// Answers 404 to what no endpoint maps, also to a known path with an unknown method. MapFallback would leave out
    /// paths that look like a file.
    /// </summary>
    public static void MapNotFoundFallback(this IEndpointRouteBuilder app) =>
        app.Map("{*path}", () => Nothing.ToResponse()).WithOrder(int.MaxValue);

    public static Problem Nothing { get; } = new(ProblemCode.NotFound, "There is nothing at this address.");

    // The host passes a body on as it arrives, so these limits hold for its client.
    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null; // each endpoint has its own limit (RequestBody)
        kestrel.Limits.MaxRequestBufferSize = ReadAheadBytes;
        kestrel.Limits.MinRequestBodyDataRate = new(MinBodyBytesPerSecond, SlowStart);
        kestrel.Limits.RequestHeadersTimeout = HeaderTime;
        kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestLineSize = MaxLineBytes;
    }

    // The Functions host replaces these three with what it saw itself. A fourth, the prefix, would be the client's.
    private static void Configure(ForwardedHeadersOptions forwarded) => forwarded.ForwardedHeaders =
        ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;

    private static void Allow(CorsPolicyBuilder policy, HttpOptions http) => policy
        .WithOrigins([.. http.AllowedOrigins])
        .AllowAnyMethod()
        .AllowAnyHeader()
        .WithExposedHeaders("Location", "ETag", "Retry-After")
        .SetPreflightMaxAge(TimeSpan.FromHours(1));
}
