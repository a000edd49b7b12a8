using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Infra;

internal static class DeploymentFiles
{
    public static string Workflow { get; } =
        File.ReadAllText(Path.Combine(Repository.Root, ".github", "workflows", "deploy.yml"));

    public static string Dockerfile { get; } =
        File.ReadAllText(Path.Combine(Bicep.Folder, "container", "Dockerfile"));
}
