using System.Text.Json.Nodes;
using RenderStudio.Testing.App;

namespace RenderStudio.Testing.Contract;

/// <summary>The committed API document, <c>docs/openapi.json</c>.</summary>
internal sealed class DocumentedApi
{
    public static string FilePath { get; } = Path.Combine(Repository.Root, "docs", "openapi.json");

    private static readonly Lazy<DocumentedApi> Loaded = new(() => new(File.ReadAllText(FilePath)));

    private readonly List<(string[] Segments, string Method, DocumentedOperation Operation)> operations = [];

    private DocumentedApi(string json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        var schemas = new StrictSchemas(document);
        AnyProblem = schemas.Compile(document["components"]!["schemas"]!["Problem"]!);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var described = operation!.AsObject();
                operations.Add((Segments(path), method.ToUpperInvariant(),
                    new((string)described["operationId"]!, described, schemas)));
            }
        }
    }

    public static DocumentedApi Committed => Loaded.Value;

    /// <summary>The schema of every problem document.</summary>
    public StrictSchema AnyProblem { get; }

    public IReadOnlyCollection<string> OperationIds => [.. operations.Select(one => one.Operation.Id)];

    /// <returns>Null when the document contains no such operation.</returns>
    public DocumentedOperation? Find(string method, string path)
    {
        var segments = Segments(path);
        return operations.Where(one => one.Method == method && Matches(one.Segments, segments))
            .OrderBy(one => one.Segments.Count(IsParameter)).Select(one => one.Operation).FirstOrDefault();
    }

    // Routing ignores case and a slash at the end. The parameters named id accept GUIDs only.
    private static string[] Segments(string path) => path.Trim('/').Split('/');

    private static bool Matches(string[] pattern, string[] path) => pattern.Length == path.Length
        && pattern.Zip(path).All(pair => Matches(pair.First, pair.Second));

    private static bool Matches(string pattern, string segment) =>
        !IsParameter(pattern) ? pattern.Equals(segment, StringComparison.OrdinalIgnoreCase)
        : pattern.EndsWith("id}", StringComparison.OrdinalIgnoreCase) ? Guid.TryParse(segment, out _)
        : segment.Length > 0;

    private static bool IsParameter(string segment) => segment.StartsWith('{');
}
