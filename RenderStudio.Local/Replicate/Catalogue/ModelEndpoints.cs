using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Access;

namespace RenderStudio.Local.Replicate.Catalogue;

internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/models/{owner}/{name}", (string owner, string name, SimulatedModels catalogue) =>
            catalogue.Find(owner, name) is { } model ? Results.Json(Describe(model)) : Problems.NotFound());

        v1.MapGet("/models/{owner}/{name}/versions/{version}",
            (string owner, string name, string version, SimulatedModels catalogue) =>
                catalogue.Find(owner, name) is { } model && model.Versions.Contains(version)
                    ? Results.Json(Version(model, version))
                    : Problems.NotFound());
    }

    private static JsonObject Describe(SimulatedModel model) => new()
    {
        ["url"] = $"https://replicate.com/{model.FullName}",
        ["owner"] = model.Owner,
        ["name"] = model.Name,
        ["description"] = model.Description,
        ["visibility"] = "public",
        ["is_official"] = model.Official,
        ["run_count"] = 1,
        ["github_url"] = null,
        ["paper_url"] = null,
        ["license_url"] = null,
        ["cover_image_url"] = null,
        ["default_example"] = null,
        ["latest_version"] = Version(model, model.Versions[0]),
    };

    private static JsonObject Version(SimulatedModel model, string id) => new()
    {
        ["id"] = id,
        ["created_at"] = "2025-01-02T03:04:05.678901Z",
        ["cog_version"] = "0.16.0",
        ["openapi_schema"] = new JsonObject
        {
            ["openapi"] = "3.0.2",
            ["info"] = new JsonObject { ["title"] = "Cog", ["version"] = "0.1.0" },
            ["components"] = new JsonObject { ["schemas"] = JsonSerializer.SerializeToNode(model.Schemas) },
        },
    };
}
