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
}

[OptionsValidator]
public sealed partial class GenerationOptionsValidator : IValidateOptions<GenerationOptions>;
