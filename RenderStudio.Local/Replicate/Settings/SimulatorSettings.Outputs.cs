using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

public sealed partial record SimulatorSettings
{
    /// <summary>Seconds after the end of a prediction until its input, output, logs and files are removed.</summary>
    [Range(0, 31_536_000)]
    public int OutputTtlSeconds { get; init; } = 3600;

    /// <summary>Predictions succeed without output.</summary>
    public bool EmptyOutput { get; init; }

    /// <summary>Maximum side of a picture in pixels, regardless of the request; small pictures are faster.</summary>
    [Range(16, 65_536)]
    public int? LargestSide { get; init; }

    /// <summary>Probability for each picture to be corrupt after its header.</summary>
    [Range(0.0, 1.0)]
    public double CorruptOutputRate { get; init; }

    /// <summary>Indexes of pictures that are corrupt after their header.</summary>
    public int[] CorruptOutputs { get; init; } = [];

    /// <summary>Indexes of files that contain text under the content type of a picture.</summary>
    public int[] NonImageOutputs { get; init; } = [];

    /// <summary>Indexes of files for which the file host returns 404.</summary>
    public int[] MissingOutputs { get; init; } = [];

    /// <summary>Probability for each download to return 500.</summary>
    [Range(0.0, 1.0)]
    public double OutputErrorRate { get; init; }

    /// <summary>Returns pictures as <c>data:</c> URLs, as earlier synchronous responses did.</summary>
    public bool DataUriOutputs { get; init; }

    /// <summary>The file host redirects to itself.</summary>
    public bool RedirectOutputs { get; init; }

    /// <summary>Scheme, host and port of output URLs; null for those of the simulator.</summary>
    public string? OutputOrigin { get; init; }

    /// <summary>Number of bytes appended to every output file.</summary>
    [Range(0, 256_000_000)]
    public int OutputPadBytes { get; init; }

    /// <summary>Milliseconds from the first to the last byte of a download.</summary>
    [Range(0, 600_000)]
    public int SlowOutputMs { get; init; }
}
