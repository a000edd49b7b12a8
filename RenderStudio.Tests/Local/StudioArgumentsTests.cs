using RenderStudio.Local.Children;
using RenderStudio.Local.Studio;

namespace RenderStudio.Tests.Local;

public sealed class StudioArgumentsTests
{
    [Fact]
    public void Without_options_the_standard_ports_are_used()
    {
        var options = StudioArguments.Parse([]);

        Assert.Equal((7071, 7072, 7073, 1),
            (options.Port, options.ReplicatePort, options.StripePort, options.Instances));
        Assert.False(options.Ephemeral || options.Live || options.Help);
        Assert.Null(options.DataFolder);
        Assert.Null(options.IssuerPort);
    }

    [Fact]
    public void Every_option_is_understood()
    {
        var options = StudioArguments.Parse(
        [
            "--port", "1", "--replicate-port", "2", "--stripe-port", "4", "--issuer", "5", "--data", "/d",
            "--instances", "3", "--replicate", "live", "--app", "/a", "--setting", "A__B=c=d", "--setting", "E=",
        ]);

        Assert.Equal((1, 2, 4, "/d", 3, true, "/a"), (options.Port, options.ReplicatePort, options.StripePort,
            options.DataFolder, options.Instances, options.Live, options.AppFolder));
        Assert.Equal(5, options.IssuerPort);
        Assert.Equal("c=d", options.Settings["A__B"]);
        Assert.Equal("", options.Settings["E"]);
    }

    [Theory]
    [InlineData("no option '--prot'", "--prot", "1")]
    [InlineData("no option 'up'", "up")]
    [InlineData("--port needs a value", "--port")]
    [InlineData("--data needs a value", "--data", "--ephemeral")]
    [InlineData("from 0 to 65535, not 'x'", "--port", "x")]
    [InlineData("from 0 to 65535, not '65536'", "--port", "65536")]
    [InlineData("from 1 to 16, not '0'", "--instances", "0")]
    [InlineData("not 'real'", "--replicate", "real")]
    [InlineData("NAME=VALUE, not '=x'", "--setting", "=x")]
    [InlineData("exclude each other", "--data", "/d", "--ephemeral")]
    public void An_invalid_option_is_rejected_by_name(string part, params string[] arguments)
    {
        var refusal = Assert.Throws<CannotStartException>(() => StudioArguments.Parse(arguments));

        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }
}
