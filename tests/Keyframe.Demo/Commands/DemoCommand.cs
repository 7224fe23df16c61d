using System.CommandLine;
using Keyframe.Demo.Output;
using Keyframe.Demo.Stories;
using Keyframe.Testing.Building;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;
using Spectre.Console;

namespace Keyframe.Demo.Commands;

/// <summary><c>demo</c>: tells the story of the README on a real API server, and cleans up.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<bool> keep = new("--keep") { Description = "Stay up at the end and print the kubeconfig; Ctrl-C cleans up." };
        Command command = new("demo", "Show a snapshot going live, a second one rolled out, a broken third one, and the way back.") { keep };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(keep), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool keep, CancellationToken cancellationToken)
    {
        Narrator narrator = new(AnsiConsole.Console);
        try
        {
            await using Stage stage = await Stage.OpenAsync(narrator, cancellationToken);
            await new Story(stage, narrator).TellAsync(cancellationToken);
            if (keep)
            {
                narrator.Say($"Everything stays up. In another terminal:\n  export KUBECONFIG={stage.KubeconfigPath}\n  kubectl get keyframe --namespace {stage.Namespace}\nCtrl-C cleans up.");
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            narrator.Say("Cancelled; nothing is left behind but the operator's log.");
            return 130;
        }
        catch (Exception failure) when (failure is ControlPlaneUnavailableException or ControlPlaneBuildException
            or CrdInstallationException or CommandNotFoundException or CommandFailedException or StoryException)
        {
            narrator.Say(failure.Message);
            return 1;
        }
    }
}
