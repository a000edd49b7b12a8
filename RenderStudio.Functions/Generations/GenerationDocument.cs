using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Generations;

/// <summary>The endpoints of generations in the API document.</summary>
public static class GenerationDocument
{
    // What a submit checks after it has read its fields; a retry checks the same.
    private static readonly ProblemCode[] Admission =
    [
        ProblemCode.ValidationFailed, ProblemCode.ContentRejected, ProblemCode.IdempotencyKeyReused,
        ProblemCode.IdempotencyInProgress, ProblemCode.GenerationInFlight, ProblemCode.QuotaExceeded,
        ProblemCode.KeyCreditCapExceeded,
    ];

    public static Operation Submit() => new("submitGeneration", Tags.Generations, "Submit a generation")
    {
        Description =
            "Holds the credits of all variants and starts the generation. Delivered variants are charged, the rest of "
            + "the hold is released. Photos are sent as asset ids in JSON, or as files in a form.",
        Parameters = [Parameters.IdempotencyKey, Parameters.Prefer],
        Bodies = SubmitFields.Bodies,
        Answers = [Accepted("The generation was submitted."), FinishedInTime],
        Problems = [.. OperationProblems.FormBody, .. OperationProblems.Picture, .. Admission],
    };

    public static Operation Retry() => new("retryGeneration", Tags.Generations, "Retry a generation")
    {
        Description =
            "Submits the request of a finished generation again. Current rules and prices apply. The new generation "
            + "names the old one in `retriedFrom`. Without a key, a retry that is still in progress is returned instead "
            + "of a second one.",
        Parameters = [Parameters.IdempotencyKey, Parameters.Prefer],
        Answers = [Accepted("The retry was submitted, or is still in progress."), FinishedInTime],
        Problems = [ProblemCode.NotFound, .. Admission],
    };

    public static Operation List() => new("listGenerations", Tags.Generations, "List generations, newest first")
    {
        Parameters =
        [
            Parameters.Query("status", "Only generations in this status.", Field.Choice(Vocabulary.GenerationStatuses)),
            Parameters.Query("mode", "Only generations of this mode.", Field.Choice(Vocabulary.Modes)),
            Parameters.Cursor, Parameters.Limit,
        ],
        Answers = [Answer.Json<Core.Database.Page<GenerationSummary>>(200, "A page.", GenerationExamples.Page)],
        Problems = [ProblemCode.ValidationFailed],
    };

    public static Operation Get() => new("getGeneration", Tags.Generations, "Get a generation")
    {
        Description =
            "Links are signed and expire within ten minutes. The `ETag` changes before they expire, so a 304 never "
            + "keeps an expired link.",
        Parameters = [Parameters.IfNoneMatch],
        Answers = [Current("The generation."), new(304, "The generation has not changed.") { Headers = Polled }],
        Problems = [ProblemCode.NotFound],
    };

    public static Operation Events() => new("listGenerationEvents", Tags.Generations, "List or follow the timeline")
    {
        Description =
            "With `Accept: text/event-stream`, the response is a stream of server-sent events: `id` is `seq`, `event` "
            + "is `stage`, `data` is the event in JSON. It ends when the generation is finished. Otherwise the "
            + "response is a list in JSON.",
        Parameters =
        [
            Parameters.Query("after", "Only events with a greater `seq`.", Field.Whole(0, int.MaxValue)),
            Parameters.Header("Last-Event-ID", "As `after`; browsers send it when they reconnect.", Field.Text(), "3"),
        ],
        Answers =
        [
            Answer.Json<EventList>(200, "The events.", GenerationExamples.Events) with
            {
                Contents =
                [
                    Content.Json<EventList>(GenerationExamples.Events),
                    new("text/event-stream", null, Field.Text(), GenerationExamples.Stream),
                ],
            },
            new(204, "The generation is finished, and the stream has no further events. Do not reconnect."),
        ],
        Problems = [ProblemCode.NotFound, ProblemCode.ValidationFailed],
    };

    public static Operation Cancel() => new("cancelGeneration", Tags.Generations, "Cancel a generation")
    {
        Description =
            "Idempotent. Pictures that are already being saved are delivered and charged; read the status that the "
            + "response contains.",
        Answers = [Current("The generation.")],
        Problems = [ProblemCode.NotFound],
    };

    private static IReadOnlyDictionary<string, OpenApiHeader> Polled => new Dictionary<string, OpenApiHeader>
    {
        ["ETag"] = Headers.ETag,
        ["Retry-After"] = Headers.PollAfter,
    };

    private static Answer Current(string description) =>
        Answer.Json<GenerationView>(200, description, GenerationExamples.Generation) with { Headers = Polled };

    private static Answer Accepted(string description) =>
        Answer.Json<SubmittedBody>(202, description, GenerationExamples.Submitted) with { Headers = Created };

    private static Answer FinishedInTime => Current("It ended within the time of `Prefer: wait`.") with
    {
        Headers = Polled.Concat(Created).ToDictionary(),
    };

    private static IReadOnlyDictionary<string, OpenApiHeader> Created => new Dictionary<string, OpenApiHeader>
    {
        ["Location"] = Headers.Location("the generation", GenerationExamples.Self),
        ["Preference-Applied"] = Headers.PreferenceApplied,
    };
}
