using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>Parses the command line.</summary>
public static class StudioArguments
{
    public const string Help =
        """
        Runs the whole Render Studio on this machine: PostgreSQL, Azurite, simulators of Replicate and Stripe, the function app.

        Usage: dotnet run --project RenderStudio.Local [-- options]
               dotnet run --project RenderStudio.Local -- simulator [options]    the Replicate simulator alone

          --port N              Port of the function app (default 7071; 0 selects a free port)
          --replicate-port N    Port of the Replicate simulator (default 7072; 0 selects a free port)
          --stripe-port N       Port of the Stripe simulator (default 7073; 0 selects a free port)
          --issuer N            Also starts an OpenID Connect issuer on this port, whose tokens the app accepts (0 selects
                                a free port)
          --data DIR            Folder of the database, blobs and keys, kept between runs (default .studio beside the
                                solution)
          --ephemeral           A temporary data folder instead, removed at the end
          --instances N         Instances of the function app, 1 (default) to 16
          --replicate live      The real Replicate, with REPLICATE_API_TOKEN, called back at PUBLIC_BASE_URL
          --app DIR             Another published function app than the one this build published
          --setting NAME=VALUE  An app setting that overrides the studio's own (may be repeated), for example
                                --setting Generations__TimeoutMinutes=2
          --help                This text

        Ctrl-C stops the studio.
        """;

    public static StudioOptions Parse(IReadOnlyList<string> arguments)
    {
        var remaining = new Queue<string>(arguments);
        var options = new StudioOptions();
        while (remaining.TryDequeue(out var argument))
            options = Apply(options, argument, remaining);
        return options is { Ephemeral: true, DataFolder: not null }
            ? throw new CannotStartException("--data and --ephemeral exclude each other.")
            : options;
    }

    private static StudioOptions Apply(StudioOptions options, string argument, Queue<string> rest) => argument switch
    {
        "--port" => options with { Port = Number(argument, rest, 0, 65535) },
        "--replicate-port" => options with { ReplicatePort = Number(argument, rest, 0, 65535) },
        "--stripe-port" => options with { StripePort = Number(argument, rest, 0, 65535) },
        "--issuer" => options with { IssuerPort = Number(argument, rest, 0, 65535) },
        "--instances" => options with { Instances = Number(argument, rest, 1, 16) },
        "--data" => options with { DataFolder = Path.GetFullPath(Value(argument, rest)) },
        "--app" => options with { AppFolder = Path.GetFullPath(Value(argument, rest)) },
        "--ephemeral" => options with { Ephemeral = true },
        "--replicate" => options with
        {
            Live = Value(argument, rest) switch
            {
                "live" => true,
                "simulator" => false,
                var other => throw new CannotStartException(
                $"--replicate accepts 'live' or 'simulator', not '{other}'."),
            }
        },
        "--setting" => options with { Settings = WithSetting(options.Settings, Value(argument, rest)) },
        "--help" or "-h" => options with { Help = true },
        _ => throw new CannotStartException($"There is no option '{argument}'; --help lists all."),
    };

    private static string Value(string option, Queue<string> rest) =>
        rest.TryDequeue(out var value) && !value.StartsWith("--", StringComparison.Ordinal)
            ? value
            : throw new CannotStartException($"{option} needs a value; --help lists all options.");

    private static int Number(string option, Queue<string> rest, int least, int most) =>
        Value(option, rest) is var text && int.TryParse(text, out var number) && number >= least && number <= most
            ? number
            : throw new CannotStartException($"{option} takes a number from {least} to {most}, not '{text}'.");

    private static Dictionary<string, string> WithSetting(IReadOnlyDictionary<string, string> settings, string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        return at > 0
            ? new Dictionary<string, string>(settings) { [pair[..at]] = pair[(at + 1)..] }
            : throw new CannotStartException($"--setting takes NAME=VALUE, not '{pair}'.");
    }
}
