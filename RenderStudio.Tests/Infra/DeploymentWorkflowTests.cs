using System.Text.RegularExpressions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Infra;

/// <summary>The deployment workflow and the container image.</summary>
public sealed partial class DeploymentWorkflowTests
{
    [Fact]
    public void Each_action_is_pinned_to_a_commit()
    {
        var used = Uses().Matches(DeploymentFiles.Workflow).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(used);
        Assert.All(used, action => Assert.Matches("@[0-9a-f]{40} # v[0-9.]+$", action));
    }

    [Fact]
    public void The_workflow_stores_no_secret_and_only_the_deployment_may_request_a_token()
    {
        Assert.DoesNotContain("secrets.", DeploymentFiles.Workflow.Replace("secrets.sh", ""));
        Assert.Contains("\npermissions: {}\n", DeploymentFiles.Workflow);
        var jobs = DeploymentFiles.Workflow.Split("\n  deploy:\n");
        Assert.Equal(2, jobs.Length);
        Assert.DoesNotContain("write", jobs[0]);
        Assert.Equal(["id-token: write"], Writes().Matches(jobs[1]).Select(match => match.Value));
    }

    [Fact]
    public void Tests_precede_the_deployment_and_the_migration_precedes_the_new_version()
    {
        var places = new[]
        {
            "bash .ci/run", "needs: [test, publish]", "az deployment sub create", "infra/scripts/secrets.sh",
            "infra/scripts/migrate.sh out", "az functionapp deployment source config-zip", "/api/health/ready",
        }.Select(step => DeploymentFiles.Workflow.IndexOf(step, StringComparison.Ordinal)).ToList();

        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    /// <summary>A variable that the parameters require and the workflow does not set stops each deployment.</summary>
    [Fact]
    public void The_workflow_sets_each_variable_that_production_reads()
    {
        var read = Reads().Matches(File.ReadAllText(Path.Combine(Bicep.Folder, "prod.bicepparam")))
            .Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        var set = Sets().Matches(DeploymentFiles.Workflow).Select(match => match.Groups[1].Value);

        Assert.Equal(read, set.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_developer_command_line_runs_the_same_scripts_in_the_same_order()
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml"));

        Assert.Matches(
            @"(?s)postprovision:.*run: infra/scripts/secrets\.sh.*predeploy:.*run: infra/scripts/migrate\.sh", project);
        Assert.Contains("project: RenderStudio.Functions", project);
    }

    [Fact]
    public void The_image_runs_the_isolated_worker_without_root()
    {
        var images = From().Matches(DeploymentFiles.Dockerfile).Select(match => match.Groups[1].Value).ToList();
        var final = DeploymentFiles.Dockerfile.Split("\nFROM ")[^1];

        Assert.All(images, image => Assert.Matches(@":[0-9][\w.-]+$", image));
        Assert.EndsWith($"/dotnet-isolated:4-dotnet-isolated{Environment.Version.Major}.0", images[^1]);
        Assert.Matches("(?m)^USER 1654:1654$", final);
        Assert.Contains("ASPNETCORE_URLS=http://+:8080", final);
        Assert.DoesNotContain("ADD ", final);
    }

    [GeneratedRegex("(?m)uses: (.+)$")]
    private static partial Regex Uses();

    [GeneratedRegex(@"[\w-]+: write")]
    private static partial Regex Writes();

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Reads();

    [GeneratedRegex(@"(?m)^      (\w+): \$\{\{ vars\.\1 \}\}$")]
    private static partial Regex Sets();

    [GeneratedRegex(@"(?m)^FROM (\S+)")]
    private static partial Regex From();
}
