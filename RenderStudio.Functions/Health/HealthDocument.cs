using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Health;

public static class HealthDocument
{
    private const string Example = """{"status":"ok"}""";

    public static Operation Live() => new("getHealth", Tags.Operations, "Check the process")
    {
        Access = Access.Anonymous,
        Answers = [Answer.Json<HealthStatus>(200, "The process responds.", Example)],
    };

    public static Operation Ready() => new("getReadiness", Tags.Operations, "Check database, blobs and queues")
    {
        Access = Access.Anonymous,
        Answers = [Answer.Json<HealthStatus>(200, "All services are reachable.", Example)],
    };

    public static SchemaNotes OfHealth(this SchemaNotes notes) => notes.Text<HealthStatus>(
        "startsPaused", "True while an operator has paused the starts of all models or of one; otherwise missing.");
}
