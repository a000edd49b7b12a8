using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Prompts;

public sealed class PromptOptions
{
    public const string Section = "Prompts";

    /// <summary>No market's words are added.</summary>
    public const string NoMarket = "none";

    /// <summary>
    /// Whose light, materials and planting the pictures show: a market of the catalogue, or <c>none</c>.
    /// </summary>
    [Required]
    public string Market { get; set; } = "au";
}

[OptionsValidator]
public sealed partial class PromptOptionsValidator : IValidateOptions<PromptOptions>;

/// <summary>The market is one that the catalogue knows.</summary>
public sealed class PromptMarketValidator(PromptCatalogue catalogue) : IValidateOptions<PromptOptions>
{
    public ValidateOptionsResult Validate(string? name, PromptOptions options) =>
        options.Market is null or PromptOptions.NoMarket || catalogue.Market(options.Market) is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Prompts:Market is not known. Known: {PromptOptions.NoMarket}, "
                + $"{string.Join(", ", catalogue.Markets.Select(market => market.Id))}.");
}
