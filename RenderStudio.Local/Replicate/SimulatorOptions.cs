using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate;

public sealed record SimulatorOptions
{
    /// <summary>0 selects a free port.</summary>
    public int Port { get; init; }

    /// <summary>The only accepted token; null accepts any non-empty token. Each token is a separate account.</summary>
    public string? ApiToken { get; init; }

    /// <summary>Signs deliveries; <c>GET /v1/webhooks/default/secret</c> returns it.</summary>
    public string WebhookSecret { get; init; } = NewWebhookSecret();

    /// <summary>
    /// Parent folder of the output files; null for a temporary folder that is deleted with the simulator.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>Initial settings.</summary>
    public SimulatorSettings Settings { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public static string NewWebhookSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
}
