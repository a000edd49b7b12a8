using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Core.Administration;

internal static class AdministrationServices
{
    public static IServiceCollection AddAdministration(this IServiceCollection services) => services
        .AddSingleton<AdminActStore>()
        .AddSingleton<ListActs>()
        .AddSingleton<RedriveForOperator>()
        .AddSingleton<SweepForOperator>()
        .AddSingleton<ReadStarts>()
        .AddSingleton<PauseStarts>()
        .AddSingleton<ResumeStarts>()
        .AddSingleton<GrantCredits>()
        .AddSingleton<InspectOwner>()
        .AddSingleton<GenerationInspectionStore>()
        .AddSingleton<FindGenerations>()
        .AddSingleton<InspectGeneration>()
        .AddSingleton<ReadReport>();
}
