using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

/// <summary>
/// Behaviour of the simulated service; <c>GET/PUT /_sim/settings</c> in camelCase. Rates are 0 to 1. The defaults
/// simulate a healthy service without delays.
/// </summary>
public sealed partial record SimulatorSettings
{
    /// <summary>Seed of all random decisions.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Time in <c>starting</c>, in milliseconds.</summary>
    [Range(0, 86_400_000)]
    public int ColdBootMs { get; init; }

    /// <summary>Time in <c>processing</c>, in milliseconds, including the drawing of the pictures.</summary>
    [Range(0, 86_400_000)]
    public int PredictMs { get; init; }

    /// <summary>Seconds after which a running prediction fails.</summary>
    [Range(1, 86_400)]
    public int RunTimeoutSeconds { get; init; } = 1800;

    /// <summary>Share of predictions that fail after their model ran, with <see cref="ErrorText"/>.</summary>
    [Range(0.0, 1.0)]
    public double FailRate { get; init; }

    [Required]
    public string ErrorText { get; init; } = "Prediction interrupted; please retry (code: PA)";

    /// <summary>Predictions fail in <c>starting</c>, before the model runs.</summary>
    public bool FailBeforeStart { get; init; }

    /// <summary>
    /// Probability for each picture to be unsafe: a model that returns a list drops it, any other model fails.
    /// </summary>
    [Range(0.0, 1.0)]
    public double NsfwRate { get; init; }

    /// <summary>Indexes of unsafe pictures.</summary>
    public int[] NsfwOutputs { get; init; } = [];

    /// <summary>Status that replaces <c>processing</c>, to simulate an unknown status.</summary>
    public string? UnknownStatus { get; init; }

    /// <summary>Share of cancel calls that come too late; the prediction continues to its end.</summary>
    [Range(0.0, 1.0)]
    public double CancelLosesRate { get; init; }

    /// <summary>Replaces the version of an SDXL prediction by its successor.</summary>
    public bool RemapSdxl { get; init; }

    public PreferOutcome PreferWait { get; init; } = PreferOutcome.Terminal;

    public KeyPolicy UnknownInput { get; init; } = KeyPolicy.Ignore;

    /// <summary>Handling of the key <c>webhook_completed</c>, which old clients send.</summary>
    public KeyPolicy WebhookCompletedKey { get; init; } = KeyPolicy.Refuse;
}

/// <summary>Response to a create call with <c>Prefer: wait</c> whose prediction ended in time.</summary>
public enum PreferOutcome
{
    /// <summary>The finished prediction.</summary>
    Terminal,

    /// <summary>All output, with the status <c>processing</c>.</summary>
    Processing,

    /// <summary>No output, as after an expired wait.</summary>
    Expired,

    /// <summary>No output, with status code 202.</summary>
    Accepted,
}

public enum KeyPolicy
{
    Ignore,
    Refuse,
}
