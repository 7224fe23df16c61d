using System.CommandLine;
using Keyframe.Demo.Output;
using Keyframe.Testing.Building;
using Keyframe.Testing.ControlPlanes;
using Spectre.Console;

namespace Keyframe.Demo.Commands;

/// <summary>
/// <c>control-plane</c>: makes sure ahead of time that tests and demo find an API server, building one where no other way
/// is open, so that the first test run does not spend minutes on it.
/// </summary>
internal static class ControlPlaneCommand
{
    public static Command Create()
    {
        Option<bool> build = new("--build")
        {
            Description = "Build from Debian's source package even where a cluster, a folder or Docker would be taken.",
        };
        Command command = new(
            "control-plane", "Prepare the Kubernetes API server that tests and the demo run against, and say which it is.")
        {
            build,
        };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(build), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool build, CancellationToken cancellationToken)
    {
        LineProgress output = new(AnsiConsole.Console);
        try
        {
            if (build)
            {
                ControlPlaneBuild built = await ControlPlaneBuilder.EnsureAsync(output, cancellationToken);
                output.Report(built.Fresh ? $"Built, in {built.Folder}" : $"Already there, in {built.Folder}");
            }

            ControlPlaneOptions options = build ? new() { Ways = ControlPlaneWays.DebianBuild } : new();
            await using ControlPlane plane = await ControlPlane.StartAsync(options, output, cancellationToken);
            output.Report($"Ready: {plane.Origin}");
            return 0;
        }
        catch (Exception exception) when (exception is ControlPlaneUnavailableException or ControlPlaneBuildException)
        {
            output.Report(exception.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            output.Report("Cancelled. The next run starts anew.");
            return 130;
        }
    }
}
