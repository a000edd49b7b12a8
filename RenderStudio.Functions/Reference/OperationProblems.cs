using RenderStudio.Core;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Reference;

/// <summary>The problem codes of an operation, from which the document derives its error responses.</summary>
public static class OperationProblems
{
    /// <summary>The code of an unexpected error; it has no <see cref="ProblemCode"/>.</summary>
    public const string Internal = "internal";

    /// <summary>The codes of a body in JSON, in addition to those of every body.</summary>
    public static IReadOnlyList<ProblemCode> JsonBody { get; } =
        [ProblemCode.InvalidJson, ProblemCode.BodyTooLarge, ProblemCode.ValidationFailed];

    /// <summary>The codes of an uploaded picture.</summary>
    public static IReadOnlyList<ProblemCode> Picture { get; } =
    [
        ProblemCode.FileEmpty, ProblemCode.UnsupportedMediaType, ProblemCode.ImageUnreadable,
        ProblemCode.ImageTooLarge, ProblemCode.ImageTooSmall, ProblemCode.ImageTooComplex,
    ];

    /// <summary>The codes that every operation may return.</summary>
    public static IReadOnlyList<ProblemCode> Common { get; } =
        [ProblemCode.InvalidJson, ProblemCode.RateLimited, ProblemCode.Unavailable];

    // A query parameter that the operation does not document is invalid.
    private static readonly ProblemCode[] WithToken =
        [ProblemCode.Unauthenticated, ProblemCode.InsufficientScope, ProblemCode.ValidationFailed];

    // A page of another origin may read with the cookie of a sign-in, which tells it nothing, but change nothing.
    private static readonly ProblemCode[] WithCookie = [ProblemCode.OriginRejected];

    // A body has a type and an encoding, and arrives in time or not.
    private static readonly ProblemCode[] WithBody = [ProblemCode.UnsupportedMediaType, ProblemCode.RequestTimeout];

    // Except for GET, the body is read although the operation declares none, because it must contain no fields.
    private static readonly ProblemCode[] WithEmptyBody = [ProblemCode.BodyTooLarge, .. WithBody];

    /// <summary>All codes of an operation by status, in ascending order.</summary>
    public static IReadOnlyList<(int Status, IReadOnlyList<string> Codes)> ByStatus(
        this Operation operation, string method)
    {
        var needsToken = operation.Access == Access.Token;
        var all = operation.Problems.Concat(needsToken ? WithToken : [])
            .Concat(needsToken && RequestOrigin.IsChange(method) ? WithCookie : [])
            .Concat(OfBody(operation, method)).Concat(Common).Distinct()
            .Select(code => (ProblemResponses.Meaning(code).Status, Code: Text(code)))
            .Append((Status: 500, Code: Internal));
        return
        [
            .. all.GroupBy(problem => problem.Status, problem => problem.Code).OrderBy(group => group.Key)
                .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Order(StringComparer.Ordinal)])),
        ];
    }

    private static ProblemCode[] OfBody(Operation operation, string method)
    {
        if (operation.Bodies.Count > 0)
            return WithBody;
        return operation.Access == Access.Token && !HttpMethods.IsGet(method) ? WithEmptyBody : [];
    }

    /// <summary>All codes of the API.</summary>
    public static IEnumerable<string> All => Enum.GetValues<ProblemCode>().Select(Text).Append(Internal);

    /// <summary>Whether responses with the code contain <c>Retry-After</c>.</summary>
    public static bool IsRetryable(string code) =>
        Enum.GetValues<ProblemCode>().Any(known => Text(known) == code && ProblemResponses.Meaning(known).Retryable);

    private static string Text(ProblemCode code) => new Problem(code, "").CodeText;
}
