using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate;

public sealed record SimulatorOptions
{
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    /// <summary>
    /// The only token that is let in; null lets any non-empty token in. Each token is an account of its own.
    /// </summary>
    public string? ApiToken { get; init; }

    /// <summary>What <c>GET /v1/webhooks/default/secret</c> answers and deliveries are signed with.</summary>
    public string WebhookSecret { get; init; } = NewWebhookSecret();

    /// <summary>
    /// Where output files live and stay; null keeps them in a temporary folder that goes with the simulator.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>What <c>/_sim/settings</c> starts with.</summary>
    public SimulatorSettings Settings { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    public static string NewWebhookSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
}
