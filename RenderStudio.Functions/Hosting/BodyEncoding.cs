using Microsoft.Net.Http.Headers;
using RenderStudio.Core;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Rejects bodies with a Content-Encoding, which would otherwise be reported as malformed. The response names the
/// accepted encoding (https://www.rfc-editor.org/rfc/rfc7694).
/// </summary>
public static class BodyEncoding
{
    private const string Identity = "identity";

    private static Problem Unsupported { get; } = new(
        ProblemCode.UnsupportedMediaType, "Content-Encoding is not supported. Send the body without compression.");

    /// <returns>Null when the body is not encoded.</returns>
    public static Problem? RejectEncodedBody(this HttpContext context)
    {
        if (context.Request.Headers.GetCommaSeparatedValues(HeaderNames.ContentEncoding).All(IsIdentity))
            return null;
        context.Response.Headers.AcceptEncoding = Identity;
        return Unsupported;
    }

    /// <summary>
    /// The reason why a delivery of a webhook is rejected. The header is considered only now, so that a delivery whose
    /// body a proxy has decoded is accepted although the header is still there.
    /// </summary>
    public static Problem ReasonToReject(this HttpContext context, Problem problem) =>
        problem.Code is ProblemCode.InvalidWebhook or ProblemCode.WebhookSignatureInvalid
            ? context.RejectEncodedBody() ?? problem
            : problem;

    private static bool IsIdentity(string? encoding) =>
        string.IsNullOrWhiteSpace(encoding) || encoding.Trim().Equals(Identity, StringComparison.OrdinalIgnoreCase);
}
