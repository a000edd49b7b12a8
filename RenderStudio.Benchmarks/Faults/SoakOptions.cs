namespace RenderStudio.Benchmarks.Faults;

/// <param name="Only">A part of the name of a storm, trial or test class; null for all.</param>
internal sealed record SoakOptions(int Seed, int Scale, string? Only)
{
    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    public static SoakOptions Parse(string[] arguments)
    {
        var options = new SoakOptions(Random.Shared.Next(), Scale: 25, Only: null);
        foreach (var pair in arguments.Chunk(2))
        {
            options = pair switch
            {
                ["--seed", var seed] when int.TryParse(seed, out var number) => options with { Seed = number },
                ["--scale", var scale] when int.TryParse(scale, out var times) && times > 0 =>
                    options with { Scale = times },
                ["--only", var name] => options with { Only = name },
                _ => throw new ArgumentException(
                    $"soak accepts --seed N, --scale N and --only TEXT, not '{string.Join(' ', pair)}'."),
            };
        }

        return options;
    }
}
