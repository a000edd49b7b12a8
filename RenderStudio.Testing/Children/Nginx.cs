using RenderStudio.Local.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Children;

/// <summary>nginx as a proxy in front of an app, with the defaults of nginx unless a test adds directives.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo folder;
    private readonly ChildProcess process;

    private Nginx(DirectoryInfo folder, ChildProcess process, Uri address) =>
        (this.folder, this.process, Address) = (folder, process, address);

    public Uri Address { get; }

    /// <param name="app">The address that requests are forwarded to.</param>
    /// <param name="directives">Added to the location, such as <c>proxy_read_timeout 1s;</c>.</param>
    public static async Task<Nginx> StartAsync(Uri app, string directives = "")
    {
        var program = await NginxInstallation.PrepareAsync();
        var folder = Directory.CreateTempSubdirectory("render-studio-nginx-");
        var port = FreePort.Next();
        var configuration = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(folder.FullName, port, app, directives));
        // nginx runs without root privileges and writes its temporary files here.
        await ChildProcess.RunAsync(new ChildCommand("chmod", "chmod", ["-R", "a+rwX", folder.FullName]), default);
        string[] arguments = ["-e", "stderr", "-p", folder.FullName, "-c", configuration];
        var process = await ChildProcess.StartAsync(new("nginx", program, arguments) { Unprivileged = true });
        var nginx = new Nginx(folder, process, new Uri($"http://127.0.0.1:{port}"));
        await nginx.WaitAsync(port);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await process.StopAsync(Signal.Terminate, Patience);
        await process.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task WaitAsync(int port)
    {
        await Eventually.BecomesTrueAsync(() => process.Exited.IsCompleted || !FreePort.IsFree(port), Patience);
        if (process.Exited.IsCompleted)
            throw new CannotStartException($"nginx ended: {process.LastOutput}");
    }

    private static string Configuration(string folder, int port, Uri app, string directives) =>
        $$"""
        daemon off;
        master_process off;
        pid {{folder}}/nginx.pid;
        events {}
        http {
            access_log off;
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            server {
                listen 127.0.0.1:{{port}};
                location / {
                    proxy_pass {{app.GetLeftPart(UriPartial.Authority)}};
                    {{directives}}
                }
            }
        }
        """;
}
