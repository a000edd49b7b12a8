using RenderStudio.Core;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// The WWW-Authenticate header of a response (RFC 6750, 3). A request without a credential gets no error code.
/// </summary>
internal static class BearerChallenge
{
    /// <returns>Null for a problem that concerns no credential.</returns>
    public static string? Of(Problem problem) => problem.Code switch
    {
        ProblemCode.Unauthenticated when problem == RejectedCredentialException.Missing => "Bearer",
        ProblemCode.Unauthenticated => Rejected("invalid_token", problem.Message),
        ProblemCode.InsufficientScope => Rejected("insufficient_scope", problem.Message),
        _ => null,
    };

    private static string Rejected(string error, string message) =>
        $"Bearer error=\"{error}\", error_description=\"{message}\"";
}
