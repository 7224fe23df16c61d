using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;

namespace Keyframe.Core.Rollouts;

/// <summary>The command by which somebody asks for something: whoever reads it in a message at night shall be able to copy it.</summary>
internal static class RequestCommand
{
    /// <summary>The command. The shell makes an id that was not used before.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="request">What to ask for: retry, abort, undo.</param>
    public static string Of(GenAIDeployment binding, string request) =>
        $"kubectl annotate gdep {binding.Metadata.Name} -n {binding.Metadata.NamespaceProperty} --overwrite "
        + $"{Annotations.Request}=\"{request} id=$(date +%s)\"";
}
