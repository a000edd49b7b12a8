using RenderStudio.Core;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Assets;

/// <summary><c>{"isPublic": true}</c>, or the same as a query parameter and no body at all.</summary>
public static class VisibilityBody
{
    private const string Name = "isPublic";

    public static async Task<Result<bool>> ReadAsync(HttpContext context)
    {
        if (context.Request.Query.ContainsKey(Name))
        {
            var query = new QueryFields(context.Request.Query);
            return query.Flag(Name) is { } asked ? asked : query.Errors.ToProblem() ?? Required;
        }

        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem;
        var wanted = fields.Flag(Name);
        fields.RejectUnknownFields();
        if (fields.Errors.ToProblem() is { } invalid)
            return invalid;
        return wanted is { } isPublic ? isPublic : Required;
    }

    private static Problem Required { get; } = Problem.OfField(Name, "Is required.");
}
