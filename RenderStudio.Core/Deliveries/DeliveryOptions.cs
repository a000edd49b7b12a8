using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Deliveries;

public sealed class DeliveryOptions
{
    public const string Section = "Deliveries";

    /// <summary>Maximum number of endpoints per owner.</summary>
    [Range(0, 100)]
    public int MaxEndpoints { get; set; } = 10;

    /// <summary>Time for one try, from connecting to the headers of the response.</summary>
    [Range(1.0, 60.0)]
    public double TimeoutSeconds { get; set; } = 15;

    /// <summary>
    /// Time for a try at a new endpoint, and at one that answered its last delivery within this time. An endpoint that
    /// is slower has the whole time from its next try on, but shares half of the places.
    /// </summary>
    [Range(0.1, 60)]
    public double QuickSeconds { get; set; } = 3;

    /// <summary>Deliveries that an instance sends at the same time.</summary>
    [Range(2, 64)]
    public int MaxParallel { get; set; } = 16;

    /// <summary>Deliveries of one owner that an instance sends at the same time, each to another endpoint.</summary>
    [Range(1, 64)]
    public int MaxParallelPerOwner { get; set; } = 2;

    /// <summary>Number of tries of a delivery. With eight, the last one is 23 hours after the first.</summary>
    [Range(1, 20)]
    public int MaxTries { get; set; } = 8;

    /// <summary>
    /// Pending deliveries of an endpoint from which on its owner can request no further test event or replay.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxPending { get; set; } = 200;

    /// <summary>
    /// How long an endpoint must have had nothing but failures before the final failure of a delivery disables it.
    /// </summary>
    [Range(0.0, 365.0)]
    public double DisableAfterDays { get; set; } = 3;

    /// <summary>How long deliveries are also signed with the previous secret after a rotation.</summary>
    [Range(0.0, 720.0)]
    public double SecretOverlapHours { get; set; } = 24;

    /// <summary>
    /// The keys that encrypt the secrets of endpoints: the first one encrypts, and all decrypt, during a rotation.
    /// </summary>
    public IList<EndpointKeyOptions> SecretKeys { get; set; } = [];

    /// <summary>
    /// Accepts endpoints on this machine, on any port and by http as well; only in Development.
    /// </summary>
    public bool AllowLoopback { get; set; }

    /// <summary>An instance that sends a delivery has the endpoint for this long.</summary>
    internal double LeaseSeconds => TimeoutSeconds + 15;
}

public sealed class EndpointKeyOptions
{
    /// <summary>Stored with each secret that the key encrypts: 1 to 32 letters, digits, dots and hyphens.</summary>
    public string Id { get; set; } = "";

    /// <summary>Base64 of at least 32 bytes.</summary>
    public string Secret { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;

internal sealed class DeliveryLoopbackValidator(IHostEnvironment environment) : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) =>
        options.AllowLoopback && !environment.IsDevelopment()
            ? ValidateOptionsResult.Fail("Deliveries:AllowLoopback: allowed only in Development.")
            : ValidateOptionsResult.Success;
}
