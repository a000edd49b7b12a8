namespace RenderStudio.Core.Timeline;

/// <summary>How many pictures of a generation were requested, delivered and charged.</summary>
internal sealed record GenerationTally
{
    public required int Requested { get; init; }

    /// <summary>Delivered pictures, without those that have a flaw.</summary>
    public required int Delivered { get; init; }

    /// <summary>Fewer than delivered when pictures arrived late, at no charge.</summary>
    public required int Charged { get; init; }

    /// <summary>The sentence that the owner receives when the generation has succeeded.</summary>
    public string Sentence => this switch
    {
        { Delivered: 0, Requested: 1 } => "The picture is not charged.",
        { Delivered: 0 } => $"None of the {Requested} pictures is charged.",
        _ when Delivered >= Requested => Requested == 1 ? "The picture is ready." : "The pictures are ready.",
        { Charged: 0 } => $"{Delivered} of {Requested} pictures {Were(Delivered)} delivered at no charge.",
        _ when Charged >= Delivered => $"{Delivered} of {Requested} pictures {Were(Delivered)} delivered and charged.",
        _ => $"{Delivered} of {Requested} pictures were delivered; {Charged} {Were(Charged)} charged.",
    };

    private static string Were(int count) => count == 1 ? "was" : "were";
}
