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
}
