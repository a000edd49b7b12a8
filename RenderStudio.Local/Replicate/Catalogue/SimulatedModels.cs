using System.Text.Json;

namespace RenderStudio.Local.Replicate.Catalogue;

internal sealed class SimulatedModels
{
    private readonly List<SimulatedModel> models = [.. ModelFiles().Select(file => new SimulatedModel(Read(file)))];
    private readonly JsonElement requests = Read(SchemaFile("create.json"));

    public SimulatedModel? Find(string owner, string name) => models.Find(m => m.Owner == owner && m.Name == name);

    /// <summary>A deployment runs the model of the same name, regardless of the deployment's owner.</summary>
    public SimulatedModel? FindDeployed(string name) => models.Find(m => m.Name == name);

    /// <summary>
    /// Finds <c>owner/model</c> (official models only), <c>owner/model:hash</c> or a hash. The version is null when the
    /// reference has none.
    /// </summary>
    public (SimulatedModel Model, string? Version)? FindVersion(string reference)
    {
        var hash = reference[(reference.IndexOf(':') + 1)..];
        var model = reference.Contains(':') ? FindByName(reference[..^(hash.Length + 1)]) : null;
        if (reference.Contains('/') && !reference.Contains(':'))
            return FindByName(reference) is { Official: true } official ? (official, null) : null;
        model ??= reference.Contains(':') ? null : models.Find(m => m.Versions.Contains(hash));
        return model is not null && model.Versions.Contains(hash) ? (model, hash) : null;
    }

    public JsonSchema RequestSchema(bool versioned) =>
        new(requests.GetProperty(versioned ? "VersionedRequest" : "Request"), requests);

    private SimulatedModel? FindByName(string fullName) => models.Find(m => m.FullName == fullName);

    private static IEnumerable<string> ModelFiles() =>
        typeof(SimulatedModels).Assembly.GetManifestResourceNames()
            .Where(name => name.Contains(".Schemas.") && !name.EndsWith(".create.json"));

    private static string SchemaFile(string name) =>
        typeof(SimulatedModels).Assembly.GetManifestResourceNames().Single(n => n.EndsWith(".Schemas." + name));

    private static JsonElement Read(string resource)
    {
        using var stream = typeof(SimulatedModels).Assembly.GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
