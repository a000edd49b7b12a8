using RenderStudio.Core;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Assets;

/// <summary>Reads <c>isPublic</c> from a JSON body, or from the query of a request without a body.</summary>
public static class VisibilityBody
{
    private const string Name = "isPublic";

    public static async Task<Result<bool>> ReadAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey(Name))
        {
            var query = new QueryFields(context.Request.Query);
            return query.Flag(Name) is { } requested ? requested : query.Errors.ToProblem() ?? Required;
        }

        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem;
        var value = fields.Flag(Name);
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid;
        return value is { } isPublic ? isPublic : Required;
    }

    private static Problem Required { get; } = Problem.OfField(Name, "Is required.");
}
