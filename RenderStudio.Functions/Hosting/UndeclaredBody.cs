using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Hosting;

public static class UndeclaredBody
{
    /// <summary>
    /// Rejects the fields of a body at endpoints whose description declares no body. An empty or blank body and an
    /// empty object are accepted. The body of a GET or HEAD request has no meaning and is ignored.
    /// </summary>
    /// <returns>Null when the request is valid, or when the endpoint reads its body itself.</returns>
    public static async Task<IResult?> RejectUndeclaredBodyAsync(this HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
            || context.GetEndpoint()?.Metadata.GetMetadata<OperationMetadata>() is not { ReadsBody: false })
            return null;
        if ((await JsonFields.ReadOptionalAsync(context)).Failed(out var problem, out var fields))
            return problem.ToResponse();
        fields.RejectUnknownFields();
        return fields.Errors.ToProblem()?.ToResponse();
    }
}
