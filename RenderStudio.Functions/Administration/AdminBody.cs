using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Functions.Administration;

/// <summary>The reason of an act and, for starts, the model that it concerns.</summary>
/// <param name="Model">Null for all models.</param>
/// <param name="Reason">Null only for a request that is no act.</param>
public sealed record AdminBody(string? Model, string? Reason)
{
    /// <summary>Reads <c>{reason}</c>. A missing body is read as an empty object.</summary>
    /// <param name="isAct">Whether the reason is required.</param>
    public static Task<Result<AdminBody>> ReadReasonAsync(HttpContext context, bool isAct = true) =>
        ReadAsync(context, hasModel: false, isAct);

    /// <summary>Reads <c>{model, reason}</c>. The reason is required.</summary>
    public static Task<Result<AdminBody>> ReadModelAsync(HttpContext context) =>
        ReadAsync(context, hasModel: true, isAct: true);

    private static async Task<Result<AdminBody>> ReadAsync(HttpContext context, bool hasModel, bool isAct)
    {
        if ((await JsonFields.ReadOptionalAsync(context)).Failed(out var problem, out var fields))
            return problem;
        var model = hasModel ? fields.Text("model") : null;
        var reason = ActReason.Check(fields.Text("reason"), isRequired: isAct, fields.Errors);
        fields.RejectUnknownFields();
        return fields.Errors.ToProblem() is { } invalid ? invalid : new AdminBody(model, reason);
    }
}
