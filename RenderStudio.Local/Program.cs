using RenderStudio.Local.Replicate;
using RenderStudio.Local.Studio;

return args is ["simulator", .. var rest]
    ? await ReplicateSimulator.RunAloneAsync(rest)
    : await StudioCommand.RunAsync(args);
