using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Prompts;

internal static class PromptServices
{
    /// <summary>
    /// The catalogue and the moderation policy are read on first use, which throws when one is invalid.
    /// </summary>
    public static IServiceCollection AddPrompts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PromptOptions>().Bind(configuration.GetSection(PromptOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PromptOptions>, PromptOptionsValidator>();
        services.AddSingleton<IValidateOptions<PromptOptions>, PromptMarketValidator>();
        return services
            .AddSingleton(_ => PromptCatalogue.Load())
            .AddSingleton<ComposePrompt>()
            .AddSingleton(_ => new Moderation(ModerationPolicy.Load(), LookAlikes.Load()));
    }
}
