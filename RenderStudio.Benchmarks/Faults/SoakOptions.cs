namespace RenderStudio.Benchmarks.Faults;

/// <param name="Only">A part of a storm's name; null for all storms.</param>
internal sealed record SoakOptions(int Seed, int Scale, string? Only)
{
    public bool Wants(string storm) => Only is null || storm.Contains(Only, StringComparison.OrdinalIgnoreCase);

    public static SoakOptions Parse(string[] arguments)
    {
        var options = new SoakOptions(Random.Shared.Next(), Scale: 10, Only: null);
        foreach (var pair in arguments.Chunk(2))
        {
            options = pair switch
            {
                ["--seed", var seed] when int.TryParse(seed, out var number) => options with { Seed = number },
                ["--scale", var scale] when int.TryParse(scale, out var times) && times > 0 =>
                    options with { Scale = times },
                ["--only", var storm] => options with { Only = storm },
                _ => throw new ArgumentException(
                    $"soak takes --seed N, --scale N and --only NAME, not '{string.Join(' ', pair)}'."),
            };
        }

        return options;
    }
}
