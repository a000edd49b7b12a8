using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Admin;

/// <summary>The reason of an act and, for starts, the model that it concerns.</summary>
/// <param name="Model">Null for all models.</param>
/// <param name="Reason">Null when the request contains none.</param>
public sealed record AdminBody(string? Model, string? Reason)
{
    /// <summary>Reads <c>{reason}</c>. The body may be missing.</summary>
    public static Task<Result<AdminBody>> ReadReasonAsync(HttpContext context) =>
        ReadAsync(context, hasModel: false, isRequired: false);

    /// <summary>Reads <c>{model, reason}</c>.</summary>
    /// <param name="isRequired">Whether the reason is required. Otherwise the body may be missing.</param>
    public static Task<Result<AdminBody>> ReadModelAsync(HttpContext context, bool isRequired) =>
        ReadAsync(context, hasModel: true, isRequired);

    private static async Task<Result<AdminBody>> ReadAsync(HttpContext context, bool hasModel, bool isRequired)
    {
        if (!isRequired && context.HasNoBody())
            return new AdminBody(null, null);
        if ((await JsonFields.ReadAsync(context)).Failed(out var problem, out var fields))
            return problem;
        var model = hasModel ? fields.Text("model") : null;
        var reason = ActReason.Check(fields.Text("reason"), isRequired, fields.Errors);
        fields.RejectUnknownFields();
        return fields.Errors.ToProblem() is { } invalid ? invalid : new AdminBody(model, reason);
    }
}
