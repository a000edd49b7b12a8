using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Usage;

/// <summary>The limits of each plan. The column owners.plan selects an owner's plan.</summary>
public sealed class PlansOptions
{
    public const string Section = "Plans";

    [ValidateObjectMembers]
    public PlanOptions Free { get; set; } =
        new() { CreditsPerMonth = 20, ConcurrentGenerations = 1, MaxVariants = 2, BestQuality = "standard" };

    [ValidateObjectMembers]
    public PlanOptions Pro { get; set; } = new()
    {
        CreditsPerMonth = 300,
        ConcurrentGenerations = 4,
        MaxVariants = 4,
        MaxStoredBytes = 20 * PlanOptions.Gigabyte,
        MaxStoredFiles = 50_000,
    };

    [ValidateObjectMembers]
    public PlanOptions Studio { get; set; } = new()
    {
        CreditsPerMonth = 2000,
        ConcurrentGenerations = 50,
        MaxVariants = 4,
        MaxStoredBytes = 200 * PlanOptions.Gigabyte,
        MaxStoredFiles = 500_000,
    };

    /// <summary>The plans from the lowest to the best.</summary>
    public static string[] Ranks { get; } = ["free", "pro", "studio"];

    /// <summary>The limits of a plan; an unknown plan has the limits of <see cref="Free"/>.</summary>
    public PlanOptions Of(string plan) => plan switch
    {
        "pro" => Pro,
        "studio" => Studio,
        _ => Free,
    };
}

public sealed class PlanOptions
{
    internal const long Gigabyte = 1024 * 1024 * 1024;

    [Range(0, 1_000_000)]
    public int CreditsPerMonth { get; set; }

    /// <summary>Maximum number of unfinished generations per owner.</summary>
    [Range(1, 10_000)]
    public int ConcurrentGenerations { get; set; }

    /// <summary>Maximum number of variants per generation.</summary>
    [Range(1, 4)]
    public int MaxVariants { get; set; }

    /// <summary>
    /// The highest quality that the plan includes, in the order <c>draft</c>, <c>standard</c>, <c>high</c>.
    /// </summary>
    [AllowedValues("draft", "standard", "high")]
    public string BestQuality { get; set; } = "high";

    /// <summary>Maximum bytes of the files that an owner keeps: photos, uploads and pictures.</summary>
    [Range(1, long.MaxValue)]
    public long MaxStoredBytes { get; set; } = Gigabyte;

    /// <summary>Maximum number of files that an owner keeps. A picture has four files or more.</summary>
    [Range(1, 1_000_000_000)]
    public int MaxStoredFiles { get; set; } = 3000;

    public bool Offers(string quality) => Rank(quality) <= Rank(BestQuality);

    private static int Rank(string quality) => quality switch
    {
        "draft" => 0,
        "standard" => 1,
        _ => 2,
    };
}

[OptionsValidator]
internal sealed partial class PlansOptionsValidator : IValidateOptions<PlansOptions>;
