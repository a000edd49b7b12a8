using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RenderStudio.Local.Replicate.Catalogue;

/// <summary>A simulated model, described by one of <c>Schemas/*.json</c>.</summary>
internal sealed class SimulatedModel
{
    private readonly JsonSchema input;

    public SimulatedModel(JsonElement document)
    {
        Owner = document.GetProperty("owner").GetString()!;
        Name = document.GetProperty("name").GetString()!;
        Description = document.GetProperty("description").GetString()!;
        Official = document.GetProperty("official").GetBoolean();
        Schemas = document.GetProperty("schemas");
        Properties = Schemas.GetProperty("Input").GetProperty("properties");
        OutputIsList = Schemas.GetProperty("Output").GetProperty("type").ValueEquals("array");
        var versions = document.GetProperty("versions").EnumerateArray().Select(v => v.GetString()!).ToList();
        Versions = versions.Count > 0 ? versions : [PlaceholderVersion()];
        input = new JsonSchema(Schemas.GetProperty("Input"), Schemas);
    }

    public string Owner { get; }

    public string Name { get; }

    public string Description { get; }

    public string FullName => $"{Owner}/{Name}";

    /// <summary>Official models have a separate endpoint and hide their version.</summary>
    public bool Official { get; }

    public bool OutputIsList { get; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<string> Versions { get; }

    public JsonElement Schemas { get; }

    public JsonElement Properties { get; }

    /// <summary>Image inputs in the order of the schema; the source image comes first.</summary>
    public IEnumerable<string> ImageKeys =>
        Properties.EnumerateObject()
            .Where(p => IsUri(p.Value) || (p.Value.TryGetProperty("items", out var i) && IsUri(i)))
            .Select(p => p.Name);

    public List<InvalidField> Check(JsonElement given, bool refuseUnknown) =>
        input.Check(given, "input", refuseUnknown);

    private static bool IsUri(JsonElement schema) =>
        schema.TryGetProperty("format", out var format) && format.ValueEquals("uri");

    /// <summary>A stable hash for a model whose versions are not published.</summary>
    private string PlaceholderVersion() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FullName)));
}
