using RenderStudio.Core;

namespace RenderStudio.Functions.Identity;

/// <summary>
/// The failure of an authentication scheme, with the problem of the response. Any other failure is answered with
/// <see cref="Invalid"/>.
/// </summary>
public sealed class RejectedCredentialException(Problem problem) : Exception(problem.Message)
{
    /// <summary>The request contains no credential.</summary>
    public static Problem Missing { get; } = new(ProblemCode.Unauthenticated, "A bearer token is required.");

    public static Problem Invalid { get; } = new(ProblemCode.Unauthenticated, "The token is not valid.");

    public Problem Problem => problem;
}
