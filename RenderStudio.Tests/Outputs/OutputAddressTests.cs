using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Outputs;

public sealed class OutputAddressTests
{
    private const string Origin = "http://127.0.0.1:5100";

    [Theory]
    [InlineData("https://replicate.delivery/a.png")]
    [InlineData("https://pbxt.replicate.delivery/a.png")]
    [InlineData("https://a.b.replicate.delivery/a.png")]
    [InlineData("https://replicate.delivery:443/a.png")]
    [InlineData("HTTPS://REPLICATE.DELIVERY/a.png")]
    [InlineData("https://replicate\u3002delivery/a.png")] // IDNA reads U+3002 as a dot: it is the same host
    public void Outputs_are_taken_from_Replicates_host_and_the_hosts_below_it(string address)
    {
        Assert.True(IsAllowed(address, Environments.Production));
        Assert.True(IsAllowed(address, Environments.Development));
    }

    [Theory]
    [InlineData("https://evilreplicate.delivery/a.png")]
    [InlineData("https://replicate.delivery.evil.example/a.png")]
    [InlineData("https://evil.example/replicate.delivery/a.png")]
    [InlineData("https://user@replicate.delivery/a.png")]
    [InlineData("https://user:word@pbxt.replicate.delivery/a.png")]
    [InlineData("https://replicate.delivery@evil.example/a.png")]
    [InlineData("https://replicate.delivery:8443/a.png")]
    [InlineData("https://replicate.delivery:80/a.png")]
    [InlineData("http://replicate.delivery/a.png")]
    [InlineData("http://replicate.delivery:443/a.png")]
    [InlineData("https://replicate.delivery./a.png")]
    [InlineData("https://replicate.del\u0131very/a.png")]
    [InlineData("https://127.0.0.1/a.png")]
    [InlineData("https://[::1]/a.png")]
    [InlineData("https://169.254.169.254/a.png")]
    [InlineData("ftp://replicate.delivery/a.png")]
    [InlineData("file:///replicate.delivery/a.png")]
    [InlineData("/a.png")]
    [InlineData("replicate.delivery/a.png")]
    public void Outputs_are_taken_from_no_other_address(string address)
    {
        Assert.False(IsAllowed(address, Environments.Production));
        Assert.False(IsAllowed(address, Environments.Development));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5100/a.png", true)]
    [InlineData("http://127.0.0.1:5100/", true)]
    [InlineData("http://127.0.0.1:5101/a.png", false)]
    [InlineData("http://127.0.0.1/a.png", false)]
    [InlineData("https://127.0.0.1:5100/a.png", false)]
    [InlineData("http://127.0.0.2:5100/a.png", false)]
    [InlineData("http://user@127.0.0.1:5100/a.png", false)]
    public void One_named_origin_is_added_in_Development_only(string address, bool inDevelopment)
    {
        Assert.Equal(inDevelopment, IsAllowed(address, Environments.Development));
        Assert.False(IsAllowed(address, Environments.Production));
        Assert.False(IsAllowed(address, Environments.Development, origin: null));
    }

    private static bool IsAllowed(string address, string environment, string? origin = Origin) =>
        new OutputAddress(
            Options.Create(new ReplicateOptions { DevelopmentOutputOrigin = origin }),
            new HostingEnvironment { EnvironmentName = environment })
        .IsAllowed(new Uri(address, UriKind.RelativeOrAbsolute));
}
