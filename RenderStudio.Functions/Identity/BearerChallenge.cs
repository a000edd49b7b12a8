using RenderStudio.Core;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// The WWW-Authenticate header of a 401 response (RFC 6750, 3). A request without a credential gets no error code.
/// </summary>
internal static class BearerChallenge
{
    public static string Of(Problem problem) => problem == RejectedCredentialException.Missing
        ? "Bearer"
        : $"Bearer error=\"invalid_token\", error_description=\"{problem.Message}\"";
}
