using System.Net;
using System.Text;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Functions;

public sealed class SweepTriggerTests(Services services)
{
    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task The_timer_only_tells_where_it_is_told_to(string dryRun, int left)
    {
        await using var app = await RunningApp.StartAsync(services, ("Sweep:DryRun", dryRun));
        await app.QueryAsync<int>(
            """
            insert into rejected_messages (queue, body, reason, received_at)
            values ('queue', '', 'unreadable', now() - interval '40 days')
            """);
        using var call = new StringContent("{}", Encoding.UTF8, "application/json");

        using var answer = await app.Http.PostAsync("/SweepStorage", call);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(left, await app.QueryAsync<int>("select count(*)::int from rejected_messages"));
    }
}
