using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Prompts;

public static class PromptServices
{
    /// <summary>Reads catalogue and policy at once, so that a broken one never serves a request.</summary>
    public static IServiceCollection AddPrompts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PromptOptions>().Bind(configuration.GetSection(PromptOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PromptOptions>, PromptOptionsValidator>();
        services.AddSingleton<IValidateOptions<PromptOptions>, PromptMarketValidator>();
        return services
            .AddSingleton(PromptCatalogue.Load())
            .AddSingleton<ComposePrompt>()
            .AddSingleton(new Moderation(ModerationPolicy.Load(), LookAlikes.Load()));
    }
}
