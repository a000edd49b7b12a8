using RenderStudio.Core;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Assets;

/// <summary>Reads <c>isPublic</c> from a JSON body, or from the query of a request without a body.</summary>
public static class VisibilityBody
{
    public const string Name = "isPublic";

    public static async Task<Result<bool>> ReadAsync(HttpContext context)
    {
        if (context.Request.Query.Count > 0)
        {
            var query = QueryFields.Of(context);
            var requested = query.Flag(Name);
            if (query.Errors.ToProblem() is { } wrong)
                return wrong;
            return requested is { } flag ? flag : Required;
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
