using Dapper;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Storms;

/// <summary>Messages are lost or unusable.</summary>
public static class QueueStorms
{
    public static StormPlan Cleared { get; } = new("queues cleared", async (storm, scale) =>
    {
        var generations = 40 * scale;
        await storm.Studio.SimulateAsync(new { predictMs = 50 });
        await storm.StrikeWhileAsync(
            storm.WorkAsync(generations, inFlight: 40), 2 * scale, generations, storm.ClearQueuesAsync);
        storm.Counts.AtLeast("clearings of the queues", 2 * scale);
        return await storm.SettleAsync();
    });

    private static readonly string[] Unreadable =
    [
        "", "not json", "{}", "[]", """{"v":99,"predictionId":"01a1fc1a-8461-7d49-aeb9-60c7bf65b696"}""",
        """{"v":1,"predictionId":"not a uuid"}""", """{"v":1}""", new string('x', 40_000),
    ];

    /// <summary>Eight unusable messages and six unusable results, among eighty valid ones.</summary>
    public static StormPlan Poison { get; } = new("poison", async (storm, scale) =>
    {
        var poison = $"{storm.Word}poison";
        await storm.Studio.SimulateAsync(new
        {
            predictMs = 50,
            overrides = new[] { new { promptContains = poison, predictMs = 50, nonImageOutputs = new[] { 0 } } },
        });
        var work = storm.WorkAsync(
            86 * scale,
            number => number % 14 == 5 && number < 14 * 6 * scale ? $"a {poison}" : $"a bright {storm.Word}",
            inFlight: 40);
        for (var time = 0; time < scale; time++)
            await SendUnreadableAsync(storm);
        await work;
        var report = await storm.SettleAsync();
        storm.Counts.Add("results without a picture", report.Ends.GetValueOrDefault("failed output_invalid"));
        storm.Counts.AtLeast("results without a picture", 6 * scale);
        storm.Counts.AtLeast("messages kept with their reason", Unreadable.Length * scale);
        return report.Ends["succeeded"] == 80 * scale
            ? report
            : throw new StormException($"{report.Ends["succeeded"]} of {80 * scale} valid generations succeeded.");
    })
    {
        Ends = ["succeeded", "failed output_invalid"],
    };

    private static async Task SendUnreadableAsync(Storm storm)
    {
        const string KeptSql = "select count(*)::int from rejected_messages";
        var before = await storm.CountAsync(KeptSql);
        foreach (var (text, place) in Unreadable.Select((text, place) => (text, place)))
        {
            var queue = place % 2 == 0 ? "prediction-starts" : "prediction-completions";
            await storm.Studio.Queues.GetQueueClient(queue).SendMessageAsync(text);
        }

        await Eventually.BecomesTrueAsync(
            async () => await storm.CountAsync(KeptSql) == before + Unreadable.Length, storm.Studio.Pace.Patience);
        storm.Counts.Add("messages kept with their reason", Unreadable.Length);
    }
}
