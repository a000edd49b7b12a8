namespace RenderStudio.Testing.Children;

/// <summary>The process tree, read from /proc. Zombie processes (state Z) do not count.</summary>
public static class ProcessTree
{
    public static int[] Below(int ancestor)
    {
        var parents = Living().ToLookup(process => process.Parent, process => process.Pid);
        return [.. Descend(ancestor)];

        IEnumerable<int> Descend(int pid) => parents[pid].SelectMany(child => Descend(child).Prepend(child));
    }

    public static bool AnyLives(IEnumerable<int> pids) => Living().Select(process => process.Pid).Intersect(pids).Any();

    private static IEnumerable<(int Pid, int Parent)> Living() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        let stat = ReadStat(folder)
        where stat is not null
        // Format: pid (name) state parent …; the name can contain blanks and parentheses.
        let fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')
        where fields[0] is not ("Z" or "X")
        select (int.Parse(Path.GetFileName(folder)), int.Parse(fields[1]));

    private static string? ReadStat(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
