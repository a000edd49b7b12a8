using System.Diagnostics;
using Spectre.Console;

namespace RenderStudio.Local.Studio;

/// <summary>Shows the progress of the start: animated on a terminal, otherwise one line per finished step.</summary>
public sealed class StartDisplay
{
    private readonly ProgressContext? terminal;

    private StartDisplay(ProgressContext? terminal) => this.terminal = terminal;

    public static Task<T> ShowAsync<T>(Func<StartDisplay, Task<T>> start) => AnsiConsole.Profile.Out.IsTerminal
        ? AnsiConsole.Progress()
            .Columns(
                new SpinnerColumn { CompletedText = "[green]✓[/]" },
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ElapsedTimeColumn())
            .StartAsync(context => start(new StartDisplay(context)))
        : start(new StartDisplay(null));

    public async Task<T> StepAsync<T>(string name, Func<Task<T>> work)
    {
        var since = Stopwatch.GetTimestamp();
        var row = terminal?.AddTask(Markup.Escape(name)).IsIndeterminate();
        var result = await work();
        if (row is null)
            await Console.Out.WriteLineAsync($"{name}: ready ({Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s)");
        row?.Value(row.MaxValue).StopTask();
        return result;
    }

    public Task StepAsync(string name, Func<Task> work) => StepAsync(name, async () =>
    {
        await work();
        return true;
    });
}
