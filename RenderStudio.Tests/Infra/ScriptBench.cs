namespace RenderStudio.Tests.Infra;

/// <summary>
/// Runs the scripts of infra/scripts with stand-ins for az, psql, curl and the app. They record their arguments.
/// </summary>
internal sealed class ScriptBench : IDisposable
{
    private const string Recorded = "echo \"$(basename \"$0\") $*\" >> \"$BENCH/calls\"\n";

    // Each secret of the Key Vault is a file.
    private const string Az =
        """
        name= value= ; args=("$@")
        for i in "${!args[@]}"; do
          case "${args[$i]}" in --name) name=${args[$i+1]} ;; --file) value=${args[$i+1]} ;; esac
        done
        case "$*" in
          "keyvault secret show"*"--query value"*) cat "$BENCH/vault/$name" ;;
          "keyvault secret show"*) [ -f "$BENCH/vault/$name" ] ;;
          "keyvault secret set"*)
            if [ -f "$BENCH/refusals" ] && [ "$(wc -l < "$BENCH/refusals")" -gt 0 ]; then
              sed -i.old 1d "$BENCH/refusals"; echo "Forbidden" >&2; exit 1
            fi
            cat "$value" > "$BENCH/vault/$name" ;;
          "account get-access-token"*) echo token-of-the-operator ;;
          "cloud show"*) echo core.windows.net ;;
          *) exit 9 ;;
        esac
        """;

    private const string Psql = "echo \"$PGUSER $PGPASSWORD $PGHOST $PGSSLMODE\" >> \"$BENCH/psql\"\n";

    private const string Curl =
        """
        for one in "$@"; do case "$one" in @*) cat "${one#@}" > "$BENCH/header" ;; esac; done
        echo '{"key": "whsec_of-replicate"}'
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-scripts-");

    public ScriptBench()
    {
        Assert.False(OperatingSystem.IsWindows(), "The scripts of infra/scripts require bash.");
        Directory.CreateDirectory(PathOf("vault"));
        Directory.CreateDirectory(PathOf("bin"));
        Directory.CreateDirectory(PathOf("app"));
        Write("bin/az", Az);
        Write("bin/psql", Psql);
        Write("bin/curl", Curl);
        Write("app/RenderStudio.Functions", "env -0 > \"$BENCH/environment\"\n");
        File.WriteAllText(PathOf("calls"), "");
    }

    public string App => PathOf("app");

    public string Calls => File.ReadAllText(PathOf("calls"));

    public string Read(string file) => File.ReadAllText(PathOf(file));

    public bool Has(string file) => File.Exists(PathOf(file));

    public void Put(string file, string content) => File.WriteAllText(PathOf(file), content);

    /// <param name="argument">The only argument of the script; empty for none.</param>
    public Task<Finished> RunAsync(string script, string argument, params (string Name, string Value)[] variables) =>
        Command.RunAsync(
            "bash", new[] { Path.Combine(Bicep.Folder, "scripts", script), argument }.Where(part => part != ""),
            folder.FullName, Environment(variables));

    public void Dispose() => folder.Delete(recursive: true);

    private Dictionary<string, string> Environment((string Name, string Value)[] variables)
    {
        var path = $"{PathOf("bin")}:{System.Environment.GetEnvironmentVariable("PATH")}";
        var all = new Dictionary<string, string>
        {
            ["PATH"] = path,
            ["BENCH"] = folder.FullName,
            ["RETRY_SECONDS"] = "0",
        };
        foreach (var (name, value) in variables)
            all[name] = value;
        return all;
    }

    private string PathOf(string file) => Path.Combine(folder.FullName, file);

    private void Write(string file, string body)
    {
        File.WriteAllText(PathOf(file), $"#!/usr/bin/env bash\nset -eu\n{Recorded}{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                PathOf(file), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
