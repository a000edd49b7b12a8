using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Prompts;

public sealed class PromptOptions
{
    public const string Section = "Prompts";

    /// <summary>The value of <see cref="Market"/> that adds no market text to prompts.</summary>
    public const string NoMarket = "none";

    /// <summary>
    /// The market whose light, materials and planting the pictures show: a market id of the catalogue, or <c>none</c>.
    /// </summary>
    [Required]
    public string Market { get; set; } = "au";
}

[OptionsValidator]
internal sealed partial class PromptOptionsValidator : IValidateOptions<PromptOptions>;

/// <summary>Checks that the catalogue contains the market.</summary>
internal sealed class PromptMarketValidator(PromptCatalogue catalogue) : IValidateOptions<PromptOptions>
{
    public ValidateOptionsResult Validate(string? name, PromptOptions options) =>
        options.Market is null or PromptOptions.NoMarket || catalogue.Market(options.Market) is not null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Prompts:Market is not known. Known: {PromptOptions.NoMarket}, "
                + $"{string.Join(", ", catalogue.Markets.Select(market => market.Id))}.");
}
