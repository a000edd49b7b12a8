using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Prompts;

public static class PromptServices
{
    /// <summary>Reads the catalogue at once, so that a broken one never serves a request.</summary>
    public static IServiceCollection AddPrompts(this IServiceCollection services) =>
        services.AddSingleton(PromptCatalogue.Load()).AddSingleton<ComposePrompt>();
}
