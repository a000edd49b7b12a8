using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

/// <summary>
/// How the simulated service behaves; <c>GET/PUT /_sim/settings</c> in camelCase. Rates are 0 to 1. Without changes it
/// is a healthy service without delays.
/// </summary>
public sealed partial record SimulatorSettings
{
    /// <summary>Every throw of the dice comes from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Time in <c>starting</c>.</summary>
    [Range(0, 86_400_000)]
    public int ColdBootMs { get; init; }

    /// <summary>Time in <c>processing</c>; drawing the pictures counts in.</summary>
    [Range(0, 86_400_000)]
    public int PredictMs { get; init; }

    /// <summary>A running prediction that takes longer fails.</summary>
    [Range(1, 86_400)]
    public int RunTimeoutSeconds { get; init; } = 1800;

    /// <summary>Predictions that fail once their model ran, with <see cref="ErrorText"/>.</summary>
    [Range(0.0, 1.0)]
    public double FailRate { get; init; }

    [Required]
    public string ErrorText { get; init; } = "Prediction interrupted; please retry (code: PA)";

    /// <summary>Failures strike in <c>starting</c>, before the model runs.</summary>
    public bool FailBeforeStart { get; init; }

    /// <summary>
    /// Each picture's chance to be found unsafe: dropped where a model drops them, else the prediction fails.
    /// </summary>
    [Range(0.0, 1.0)]
    public double NsfwRate { get; init; }

    /// <summary>Indexes of pictures that are found unsafe.</summary>
    public int[] NsfwOutputs { get; init; } = [];

    /// <summary>Reported in place of <c>processing</c>: a status no client knows yet.</summary>
    public string? UnknownStatus { get; init; }

    /// <summary>Cancels that come too late: the prediction runs on to its end.</summary>
    [Range(0.0, 1.0)]
    public double CancelLosesRate { get; init; }

    /// <summary>An SDXL version comes back as its successor.</summary>
    public bool RemapSdxl { get; init; }

    public PreferOutcome PreferWait { get; init; } = PreferOutcome.Terminal;

    public KeyPolicy UnknownInput { get; init; } = KeyPolicy.Ignore;

    /// <summary>The key <c>webhook_completed</c>, which old clients still send.</summary>
    public KeyPolicy WebhookCompletedKey { get; init; } = KeyPolicy.Refuse;
}

/// <summary>What a create call with <c>Prefer: wait</c> shows when its prediction has ended in time.</summary>
public enum PreferOutcome
{
    /// <summary>The finished prediction.</summary>
    Terminal,

    /// <summary>All output, and the status <c>processing</c> still.</summary>
    Processing,

    /// <summary>As if the wait had run out: no output.</summary>
    Expired,

    /// <summary>The same with 202.</summary>
    Accepted,
}

public enum KeyPolicy
{
    Ignore,
    Refuse,
}
