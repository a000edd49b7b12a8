using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Catalogue;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>
/// The target of a create call: a version in its body, an official model or a deployment in its path.
/// </summary>
internal sealed record CreateTarget(string? Owner, string? Name, bool IsDeployment)
{
    public static readonly CreateTarget ByVersion = new(null, null, false);

    public bool NamesVersion => Name is null;

    public string? Deployment => IsDeployment ? $"{Owner}/{Name}" : null;

    /// <summary>The model and the version that its prediction shows, or an error response.</summary>
    public (SimulatedModel? Model, string Version, IResult? Refusal) Resolve(SimulatedModels catalogue, string? version)
    {
        if (NamesVersion)
        {
            return catalogue.FindVersion(version ?? "") is { } found
                ? (found.Model, found.Model.Official ? "hidden" : found.Version!, null)
                : (null, "", Problems.InvalidVersion());
        }
        var model = IsDeployment ? catalogue.FindDeployed(Name!) : catalogue.Find(Owner!, Name!);
        return model is not null && (IsDeployment || model.Official)
            ? (model, model.Official ? "hidden" : model.Versions[0], null)
            : (null, "", Problems.NotFound());
    }
}
