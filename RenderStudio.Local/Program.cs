using RenderStudio.Local.FunctionsHost;
using RenderStudio.Local.Replicate;
using RenderStudio.Local.Studio;

return args switch
{
    ["simulator", .. var rest] => await ReplicateSimulator.RunAloneAsync(rest),
    ["host", .. var rest] => await HostCommand.RunAsync(rest),
    _ => await StudioCommand.RunAsync(args),
};
