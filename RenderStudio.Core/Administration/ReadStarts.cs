using RenderStudio.Core.Predictions;

namespace RenderStudio.Core.Administration;

/// <summary>Whether predictions are started, and how many wait.</summary>
public sealed record StartsView
{
    /// <summary>The pauses, the oldest first; empty when all models are started.</summary>
    public required IReadOnlyList<StartPause> Paused { get; init; }

    /// <summary>Number of predictions that wait for a start, of all models.</summary>
    public required int Waiting { get; init; }

    /// <summary>
    /// How many of them were tried before and not accepted: Replicate limits the rate, rejects the account (401, 402)
    /// or is unavailable.
    /// </summary>
    public required int NotAccepted { get; init; }

    /// <summary>When the one that waits longest was submitted; null when none waits.</summary>
    public DateTime? WaitingSince { get; init; }

    /// <summary>Create calls per minute that all instances together send at most at present.</summary>
    public required double PerMinute { get; init; }

    /// <summary>End of the pause that Replicate advised by a response with status 429; null without one.</summary>
    public DateTime? ThrottledUntil { get; init; }
}

/// <summary>Reads the pauses of starts and the number of waiting predictions.</summary>
public sealed class ReadStarts(StartPauseStore store, StartBudgetStore budgets)
{
    public async Task<StartsView> RunAsync(CancellationToken ct)
    {
        var waiting = await store.WaitingAsync(ct);
        var budget = await budgets.ReadAsync(ct);
        return new()
        {
            Paused = await store.ListAsync(ct),
            Waiting = waiting.Count,
            NotAccepted = waiting.NotAccepted,
            WaitingSince = waiting.Since,
            PerMinute = Math.Round(budget.PerMinute, 1),
            ThrottledUntil = budget.NotBefore,
        };
    }
}
