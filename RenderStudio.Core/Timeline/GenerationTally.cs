namespace RenderStudio.Core.Timeline;

/// <summary>How many pictures of a generation were requested, delivered and charged.</summary>
internal sealed record GenerationTally
{
    public required int Requested { get; init; }

    /// <summary>Delivered pictures, without those that have a flaw.</summary>
    public required int Delivered { get; init; }

    /// <summary>Delivered pictures that have a flaw, which are not charged.</summary>
    public required int Flawed { get; init; }

    /// <summary>Fewer than delivered when pictures arrived late, at no charge.</summary>
    public required int Charged { get; init; }

    /// <summary>The sentence that the owner receives when the generation has succeeded.</summary>
    public string Sentence => this switch
    {
        { Requested: 1 } => Delivered > 0 ? "The picture is ready." : "The picture is not charged.",
        { Flawed: 0 } when Delivered >= Requested => "The pictures are ready.",
        { Charged: 0 } => $"{Counted} delivered at no charge.",
        _ when Charged >= Delivered + Flawed => $"{Counted} delivered and charged.",
        _ => $"{Counted} delivered; {Charged} {Were(Charged)} charged.",
    };

    private string Counted =>
        $"{Delivered + Flawed} of {Requested} pictures {Were(Delivered + Flawed)}";

    private static string Were(int count) => count == 1 ? "was" : "were";
}
