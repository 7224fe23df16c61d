using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Operator.Resources;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Registries.Mlflow;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Integration.Tests;

/// <summary>Many PromptVersions on one registry cost it little, whatever happens.</summary>
public sealed class RegistryLoadTests(Cluster cluster)
{
    private const int Prompts = 100;
    private const int Versions = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_PromptVersions_are_verified_in_batches_by_two_requests_at_a_time_and_no_storm_follows_an_outage()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "load");
        for (int prompt = 0; prompt < Prompts; prompt++)
        {
            await world.MlflowAuthor.RegisterAsync($"prompt-{prompt}", Token);
            for (int version = 1; version <= Versions; version++)
            {
                await world.MlflowAuthor.AddAsync($"prompt-{prompt}", new MlflowDraft($"Hello {{{{name}}}} {version}"), Token);
            }
        }

        await world.Cluster.ApplyAsync(RegistryManifests.Mlflow(world.Mlflow.Url));
        await world.RegistrySaysAsync(Reasons.Succeeded);
        world.Mlflow.Server.Forget();
        await CreateAsync(world.Cluster);
        await PinnedAsync(world);
        Assert.InRange(world.Mlflow.Server.MaxInFlight, 1, 2);
        Assert.InRange(world.Mlflow.Server.Requests.Count, Prompts * Versions, 3 * Prompts * Versions);

        world.Mlflow.Server.Forget();
        PromptRegistry seen = await world.SurveyAsync();
        Assert.Equal((Prompts * Versions, 0), (seen.Status!.Pinned, seen.Status.Drifted));
        Assert.InRange(world.Mlflow.Server.Requests.Count, 1, 25);
        Assert.InRange(world.Mlflow.Server.MaxInFlight, 1, 2);

        world.Mlflow.Server.Trouble = ServerTrouble.Down;
        world.Mlflow.Server.Forget();
        await world.SurveyAsync();
        await world.RegistrySaysAsync(Reasons.RegistryUnreachable);
        Assert.InRange(world.Mlflow.Server.Requests.Count, 1, 20);
        world.Mlflow.Server.Trouble = null;
        world.Mlflow.Server.Forget();
        await world.SurveyAsync();
        await world.RegistrySaysAsync(Reasons.Succeeded);
        await world.Cluster.Operator.QuietAsync();
        Assert.InRange(world.Mlflow.Server.Requests.Count, 1, 30);
        Assert.InRange(world.Mlflow.Server.MaxInFlight, 1, 2);
    }

    private async Task CreateAsync(World world)
    {
        using var transport = new ApiTransport(
            cluster.Fixture.ControlPlane.Configuration, new ApiTransportOptions { FieldManager = "test" });
        var client = transport.Resource(ResourceTypes.PromptVersions);
        IEnumerable<(int Prompt, int Version)> all =
            from prompt in Enumerable.Range(0, Prompts) from version in Enumerable.Range(1, Versions) select (prompt, version);
        await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (item, token) =>
            await client.CreateAsync(world.Namespace, JsonNode.Parse($$$"""
                {
                  "apiVersion": "keyframe.dev/v1alpha1", "kind": "PromptVersion",
                  "metadata": {"name": "prompt-{{{item.Prompt}}}-v{{{item.Version}}}"},
                  "spec": {
                    "prompt": "prompt-{{{item.Prompt}}}", "version": "{{{item.Version}}}",
                    "source": {"mlflow": {"registryRef": {"name": "models"}, "name": "prompt-{{{item.Prompt}}}", "version": "{{{item.Version}}}"}}
                  }
                }
                """)!.AsObject(), token));
    }

    /// <summary>A thousand take longer than tests wait for one; each step must lead on, though.</summary>
    private static async Task PinnedAsync(RegistryWorld world)
    {
        var stuck = Stopwatch.StartNew();
        for (int before = -1; stuck.Elapsed < TimeSpan.FromSeconds(30);)
        {
            PromptRegistry seen = await world.SurveyAsync();
            if (seen.Status!.Pinned == Prompts * Versions)
            {
                return;
            }

            if (seen.Status.Pinned != before)
            {
                stuck.Restart();
            }

            before = seen.Status.Pinned ?? 0;
            await Task.Delay(TimeSpan.FromSeconds(1), Token);
        }

        Assert.Fail("PromptVersions are not being resolved any more.");
    }
}
