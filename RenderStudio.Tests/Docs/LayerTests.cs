using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Docs;

/// <summary>
/// The folders of Core form layers. A folder uses folders of lower layers, and folders of its own layer if there is no
/// cycle. A namespace is a folder, so each use is visible as a using directive or as a qualified name.
/// </summary>
public sealed partial class LayerTests
{
    private const string Root = "";

    private static readonly string[][] Layers =
    [
        [Root, "Database", "Imaging", "Identity", "Prompts", "Usage"],
        ["Timeline", "ApiKeys", "Deliveries", "Replicate", "Inspire", "Sweeps", "Blobs"],
        ["Outputs", "Renders", "Assets"],
        ["Predictions"],
        ["Generations", "Billing"],
        ["Erasure", "Reconciliation"],
    ];

    private static readonly string Core = Path.Combine(Repository.Root, "RenderStudio.Core");

    private static readonly List<Use> Uses =
        [.. Directory.GetFiles(Core, "*.cs", SearchOption.AllDirectories).Where(IsSource).SelectMany(UsesOf)];

    [Fact]
    public void Each_folder_of_Core_has_a_layer() => Assert.Equal(
        Layers.SelectMany(layer => layer).Order(StringComparer.Ordinal),
        Directory.GetDirectories(Core).Where(folder => Directory.GetFiles(folder, "*.cs").Length > 0)
            .Select(folder => Path.GetFileName(folder)).Append(Root).Order(StringComparer.Ordinal));

    [Fact]
    public void No_folder_uses_a_folder_of_a_higher_layer() =>
        Assert.DoesNotContain(Uses, use => LayerOf(use.Used) > LayerOf(use.Folder));

    [Fact]
    public void No_folder_depends_on_itself_through_another_folder()
    {
        var used = Uses.ToLookup(use => use.Folder, use => use.Used);
        Assert.DoesNotContain(Uses, use => Reached(use.Used, used).Contains(use.Folder));
    }

    private static HashSet<string> Reached(string folder, ILookup<string, string> used)
    {
        var reached = new HashSet<string> { folder };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var next))
        {
            foreach (var further in used[next].Where(reached.Add))
                open.Enqueue(further);
        }

        return reached;
    }

    private static int LayerOf(string folder) => Array.FindIndex(Layers, layer => layer.Contains(folder));

    private static bool IsSource(string file) =>
        Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj" or "CoreServices.cs");

    private static IEnumerable<Use> UsesOf(string file)
    {
        var path = Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar);
        var folder = path.Length == 1 ? Root : path[0];
        return Reference().Matches(File.ReadAllText(file))
            .Where(match => !match.Groups["type"].Success || IsType(match.Groups["folder"], match.Groups["type"]))
            .Select(match => match.Groups["folder"].Value)
            .Where(used => used != folder && LayerOf(used) >= 0)
            .Distinct()
            .Select(used => new Use(folder, used, path[^1]));
    }

    // `Outputs.Count` is a property, `Outputs.FinishOutput` is a type in a folder.
    private static bool IsType(Group folder, Group type) =>
        File.Exists(Path.Combine(Core, folder.Value, $"{type.Value}.cs"));

    // `using RenderStudio.Core.Blobs;`, or `Blobs.BlobFiles` in the code.
    [GeneratedRegex(@"RenderStudio\.Core\.(?<folder>\w+)|\b(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w+)")]
    private static partial Regex Reference();

    /// <param name="File">The file that contains the use.</param>
    private sealed record Use(string Folder, string Used, string File);
}
