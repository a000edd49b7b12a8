using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Docs;

/// <summary>The commands of docs/api.md and RenderStudio.http work and are documented.</summary>
public sealed partial class ApiTourTests(SharedStudio shared)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md"));

    [Fact]
    public async Task Every_command_of_the_page_has_the_stated_result()
    {
        var studio = await shared.RunningAsync();
        var folder = Directory.CreateTempSubdirectory("render-studio-tour-");
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "room.jpg"), Photo());
        var variables = new Dictionary<string, string>();
        HashSet<string> operations = [];

        foreach (var step in TourStep.Read(Page))
        {
            var call = await Own(step, studio).RunAsync(folder.FullName, variables);

            Assert.True(step.Statuses.Contains(call.Status), $"{step.Command}{call.Status} {call.Output}");
            if (!call.Address.AbsolutePath.StartsWith("/api/"))
                continue;
            var operation = DocumentedApi.Committed.Find(call.Method, call.Address.AbsolutePath);
            Assert.NotNull(operation?.Response(int.Parse(call.Status)));
            operations.Add(operation.Id);
        }

        folder.Delete(recursive: true);
        Assert.True(operations.Count >= 20, string.Join(' ', operations));
    }

    [Fact]
    public void The_page_lists_every_problem_code_with_its_status_and_meaning()
    {
        var document = JsonNode.Parse(File.ReadAllText(DocumentedApi.FilePath))!;
        var codes = document["components"]!["examples"]!.AsObject().Select(code =>
            $"| `{code.Key}` | {code.Value!["value"]!["status"]} | {code.Value["summary"]} |");

        Assert.Equal(codes.Order(), Page.Split('\n').Where(line => line.StartsWith("| `")).Order());
    }

    [Fact]
    public void Every_request_for_the_editor_is_an_operation_of_the_document()
    {
        var requests = Requests().Matches(File.ReadAllText(Path.Combine(Repository.Root, "RenderStudio.http")));

        Assert.True(requests.Count >= 20);
        Assert.All(requests, request => Assert.True(
            DocumentedApi.Committed.Find(
                request.Groups[1].Value, Values().Replace(request.Groups[2].Value, $"{Guid.Empty}")) is not null,
            request.Value));
    }

    /// <summary>The step for this studio, with a user of its own.</summary>
    private static TourStep Own(TourStep step, StudioProcess studio) => step with
    {
        Command = step.Command
            .Replace("STUDIO=http://localhost:7071\n", "")
            .Replace("\"ann\"", $"\"tour-{Guid.NewGuid():n}\"")
            .Replace("$STUDIO", studio.Address.GetLeftPart(UriPartial.Authority)),
    };

    private static byte[] Photo()
    {
        Assert.False(Picture.Decode(DrawnRoom.Png(640, 480)).Failed(out _, out var room));
        using (room)
            return room!.EncodeJpeg();
    }

    [GeneratedRegex(@"^(GET|POST|PUT|PATCH|DELETE) \{\{studio\}\}(/api/[^?\s]*)", RegexOptions.Multiline)]
    private static partial Regex Requests();

    [GeneratedRegex(@"\{\{[^}]+\}\}")]
    private static partial Regex Values();
}
