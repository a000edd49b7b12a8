using System.Text.RegularExpressions;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Tests.Database;

namespace RenderStudio.Tests.Docs;

/// <summary>
/// The status transitions of a prediction in the code. They are read from every statement that writes the status and,
/// if the status is a parameter, from the rule that supplies it.
/// </summary>
internal static partial class MovesInCode
{
    private const string AnyStatus = "@status";

    public static IReadOnlySet<(string From, string To)> All()
    {
        var written =
            from sql in SqlTests.Statements().Select(statement => statement.Sql)
            where sql.TrimStart().StartsWith("update predictions set", StringComparison.Ordinal)
            let target = Target().Match(sql)
            where target.Success
            from source in Sources(sql[sql.LastIndexOf("where id", StringComparison.Ordinal)..])
            from move in Moves(source, target.Groups["to"].Value, isEnd: sql.Contains("finished_at"))
            where move.From != move.To
            select move;
        return written.ToHashSet();
    }

    private static IEnumerable<(string From, string To)> Moves(string source, string target, bool isEnd)
    {
        // While a late success is stored under a lease, the row keeps the status failed.
        if (target != AnyStatus)
            return source == "failed" && target == "storing" ? [] : [(source, target)];
        return isEnd ? [(source, "failed"), (source, "canceled")] : Adoptions(source).Select(to => (source, to));
    }

    private static IEnumerable<string> Adoptions(string source) =>
        from upstream in new[] { UpstreamStatus.Starting, UpstreamStatus.Processing }
        let verdict = RunVerdicts.Decide(PredictionIn(source), Run, upstream, otherViable: false, maxLeaseExpiries: 3)
        where verdict is RunVerdict.Queue or RunVerdict.Run
        select verdict == RunVerdict.Queue ? "queued" : "running";

    private static IEnumerable<string> Sources(string condition) => Condition().Matches(condition)
        .SelectMany(match => StateWord().Matches(match.Groups["states"].Value).Select(word => word.Value))
        .Select(word => word == "timed_out" ? "failed" : word);

    private static UpstreamRun Run { get; } = new()
    {
        UpstreamId = "run",
        PredictionId = Guid.Empty,
        Attempt = 1,
        Disposition = RunDisposition.Open,
        UpstreamStatus = null,
    };

    private static Prediction PredictionIn(string status) => new()
    {
        Id = Guid.Empty,
        GenerationId = Guid.Empty,
        OwnerId = Guid.Empty,
        Ordinal = 0,
        FirstIndex = 0,
        VariantCount = 1,
        Seed = 0,
        Status = Enum.Parse<PredictionStatus>(status, ignoreCase: true),
        Attempt = 1,
        LeaseToken = null,
        LeaseLive = false,
        LeaseExpiries = 0,
        Sent = true,
        UpstreamId = status == "queued" ? Run.UpstreamId : null,
        CancelRequested = false,
        ResultRun = null,
        ResultStatus = null,
        StoringTries = 0,
        FailureCode = null,
        CreditsPerVariant = 1,
        RenderId = Guid.Empty,
        PastDeadline = false,
    };

    [GeneratedRegex(@"(?<![a-z_])status = (case .*? else )?'?(?<to>@?[a-z]+)'?( end)?,", RegexOptions.Singleline)]
    private static partial Regex Target();

    [GeneratedRegex(@"(?<![a-z_])(status|failure_code) (= (?<states>'[a-z_]+')|in \((?<states>[^)]*)\))")]
    private static partial Regex Condition();

    [GeneratedRegex("[a-z_]+")]
    private static partial Regex StateWord();
}
