using RenderStudio.Local.Replicate;

if (args is ["simulator", .. var rest])
    return await ReplicateSimulator.RunAloneAsync(rest);
Console.WriteLine("Render Studio");
return 0;
