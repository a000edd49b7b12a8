namespace RenderStudio.Local.Studio;

/// <summary>What the command line asked for.</summary>
public sealed record StudioOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = 7071;

    /// <summary>0 takes a free one.</summary>
    public int ReplicatePort { get; init; } = 7072;

    /// <summary>Null for the default, <c>.studio</c> beside the solution.</summary>
    public string? DataFolder { get; init; }

    public bool Ephemeral { get; init; }

    public int Instances { get; init; } = 1;

    /// <summary>The real API instead of the simulator.</summary>
    public bool Live { get; init; }

    /// <summary>Null for the app that this project's build published.</summary>
    public string? AppFolder { get; init; }

    public bool Help { get; init; }

    /// <summary>App settings that win over the studio's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
