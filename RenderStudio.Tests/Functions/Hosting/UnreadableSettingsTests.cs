using Microsoft.Extensions.Configuration;
using RenderStudio.Functions.Hosting;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Settings of options within options and within lists, whose text has not the type of the setting.</summary>
public sealed class UnreadableSettingsTests
{
    [Fact]
    public void An_unreadable_value_gets_its_default_wherever_it_is()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Outer:Missing:Number"] = "x",
            ["Outer:Present:Number"] = "x",
            ["Outer:Several:0:Number"] = "3",
            ["Outer:Several:1:Number"] = "x",
            ["Outer:Several:1:Text"] = "x",
            ["Outer:Numbers:0"] = "x",
            ["Outer:Numbers:1"] = "4",
            ["Outer:Named:one:Number"] = "x",
            ["Outer:Texts:0"] = "x",
        }).Build();

        var errors = UnreadableSettings.Reset(configuration, "Outer", new OuterOptions());

        Assert.Equal(
            new[] { "Missing:Number", "Named:one:Number", "Numbers:0", "Present:Number", "Several:1:Number" }
                .Select(name => $"Outer:{name} must be a whole number of usual size."),
            errors.Order(StringComparer.Ordinal));
        var read = configuration.GetSection("Outer").Get<OuterOptions>()!;
        Assert.Equal((7, 8), (read.Missing!.Number, read.Present.Number));
        Assert.Equal([3, 7], read.Several.Select(one => one.Number));
        Assert.Equal(("x", 7), (read.Several[1].Text, read.Named["one"].Number));
        Assert.Equal([0, 4], read.Numbers);
        Assert.Equal(["x"], read.Texts);
    }

    private sealed class OuterOptions
    {
        public InnerOptions? Missing { get; set; }

        public InnerOptions Present { get; set; } = new() { Number = 8 };

        public IList<InnerOptions> Several { get; set; } = [];

        public IList<int> Numbers { get; set; } = [];

        public Dictionary<string, InnerOptions> Named { get; set; } = [];

        public IList<string> Texts { get; set; } = [];
    }

    private sealed class InnerOptions
    {
        public int Number { get; set; } = 7;

        public string Text { get; set; } = "";
    }
}
