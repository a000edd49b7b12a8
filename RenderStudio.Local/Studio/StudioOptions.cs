namespace RenderStudio.Local.Studio;

/// <summary>The options of the command line.</summary>
public sealed record StudioOptions
{
    /// <summary>0 selects a free port.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>0 selects a free port.</summary>
    public int ReplicatePort { get; init; } = 7072;

    /// <summary>0 selects a free port.</summary>
    public int StripePort { get; init; } = 7073;

    /// <summary>Port of the OpenID Connect issuer; null starts none, 0 selects a free port.</summary>
    public int? IssuerPort { get; init; }

    /// <summary>Null for the default, <c>.studio</c> beside the solution.</summary>
    public string? DataFolder { get; init; }

    public bool Ephemeral { get; init; }

    public int Instances { get; init; } = 1;

    /// <summary>Uses the real API instead of the simulator.</summary>
    public bool Live { get; init; }

    /// <summary>Null for the app that the build of this project published.</summary>
    public string? AppFolder { get; init; }

    public bool Help { get; init; }

    /// <summary>App settings that override the studio's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
