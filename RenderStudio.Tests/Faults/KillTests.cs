using RenderStudio.Tests.Support.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>Instances of the app die in the middle of whatever they do.</summary>
[Collection<InStorms>]
public sealed class KillTests(SharedFaultyStudio shared)
{
    [Fact]
    public async Task Thirty_kills_of_two_instances_lose_and_double_none_of_200_generations()
    {
        using var storm = await shared.BeginAsync();
        await storm.Studio.SimulateAsync(new { predictMs = 50, slowOutputMs = 100, slowBodyMs = 50 });

        var work = storm.WorkAsync(200);
        await storm.KillWhileAsync(work, kills: 30, generations: 200);
        await work;

        var report = await storm.SettleAsync();
        Assert.Equal(200, report.Ends["succeeded"]);
        storm.Struck.AtLeast("kills while leases were held", 25);
        Assert.True(report.Deaths >= 10, $"{report.Deaths} leases expired");
    }
}
