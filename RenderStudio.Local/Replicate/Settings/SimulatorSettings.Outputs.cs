using System.ComponentModel.DataAnnotations;

namespace RenderStudio.Local.Replicate.Settings;

public sealed partial record SimulatorSettings
{
    /// <summary>From a prediction's end until its input, output, logs and files are gone.</summary>
    [Range(0, 31_536_000)]
    public int OutputTtlSeconds { get; init; } = 3600;

    /// <summary>Predictions succeed and have made nothing.</summary>
    public bool EmptyOutput { get; init; }

    /// <summary>No picture is longer or wider, whatever was asked for: cheap, where pictures do not matter.</summary>
    [Range(16, 65_536)]
    public int? LargestSide { get; init; }

    /// <summary>Each picture's chance to break after its header.</summary>
    [Range(0.0, 1.0)]
    public double CorruptOutputRate { get; init; }

    /// <summary>Indexes of pictures that break after their header.</summary>
    public int[] CorruptOutputs { get; init; } = [];

    /// <summary>Indexes of files that are text under a picture's content type.</summary>
    public int[] NonImageOutputs { get; init; } = [];

    /// <summary>Indexes of files that the file host does not find.</summary>
    public int[] MissingOutputs { get; init; } = [];

    /// <summary>Each download's chance to answer 500.</summary>
    [Range(0.0, 1.0)]
    public double OutputErrorRate { get; init; }

    /// <summary>Pictures come as <c>data:</c> addresses, as synchronous answers once did.</summary>
    public bool DataUriOutputs { get; init; }

    /// <summary>The file host redirects to itself.</summary>
    public bool RedirectOutputs { get; init; }

    /// <summary>Scheme, host and port put into output addresses instead of the simulator's own.</summary>
    public string? OutputOrigin { get; init; }

    /// <summary>Bytes appended to every output file.</summary>
    [Range(0, 256_000_000)]
    public int OutputPadBytes { get; init; }

    /// <summary>A download takes so long from its first byte to its last.</summary>
    [Range(0, 600_000)]
    public int SlowOutputMs { get; init; }
}
