using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Generations;

public sealed class GenerationOptions
{
    public const string Section = "Generations";

    /// <summary>From Replicate's acceptance; an owner's <c>maxWaitSeconds</c> may be shorter.</summary>
    [Range(0.01, 60)]
    public double TimeoutMinutes { get; set; } = 10;

    /// <summary>How long a generation may wait to be accepted by Replicate at all.</summary>
    [Range(0.01, 1440)]
    public double StartWithinMinutes { get; set; } = 60;

    /// <summary>Without news for so long, a read of a generation sends workers to look after it.</summary>
    [Range(0.1, 600)]
    public double CheckHintAfterSeconds { get; set; } = 15;

    /// <summary>At most one such hint in this time.</summary>
    [Range(0.1, 600)]
    public double CheckHintIntervalSeconds { get; set; } = 10;

    /// <summary>How often an instance reads the news for all its event streams and waiting submits.</summary>
    [Range(0.01, 10)]
    public double TimelinePollSeconds { get; set; } = 0.4;

    /// <summary>
    /// When an event stream ends so that its reader comes back; below functionTimeout in host.json, at which the host
    /// would kill the whole process.
    /// </summary>
    [Range(0.1, 270)]
    public double StreamSeconds { get; set; } = 200;

    /// <summary>A stream without news says so often that it is still there.</summary>
    [Range(0.1, 60)]
    public double StreamCommentSeconds { get; set; } = 15;

    /// <summary>How long a quote's price holds.</summary>
    [Range(0.001, 1440)]
    public double QuoteMinutes { get; set; } = 15;

    /// <summary>How long a second request waits for the first one's answer before it is told to come back.</summary>
    [Range(0.0, 60.0)]
    public double IdempotencyWaitSeconds { get; set; } = 10;

    /// <summary>After this time without an answer a first request counts as dead.</summary>
    [Range(0.1, 600)]
    public double IdempotencyLeaseSeconds { get; set; } = 45;
}

[OptionsValidator]
public sealed partial class GenerationOptionsValidator : IValidateOptions<GenerationOptions>;
