using k8s.Models;

namespace Keyframe.Testing.Tests;

/// <summary>Workloads for tests.</summary>
internal static class Workloads
{
    public static V1Deployment Deployment(string name, int replicas)
    {
        Dictionary<string, string> labels = new() { ["app"] = name };
        return new V1Deployment
        {
            Metadata = new V1ObjectMeta { Name = name },
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = labels },
                Template = new V1PodTemplateSpec { Metadata = new V1ObjectMeta { Labels = labels }, Spec = PodSpec() },
            },
        };
    }

    public static V1Pod Pod(string name, params V1Volume[] volumes)
    {
        V1PodSpec spec = PodSpec();
        spec.Volumes = volumes;
        return new V1Pod { Metadata = new V1ObjectMeta { Name = name }, Spec = spec };
    }

    private static V1PodSpec PodSpec() => new() { Containers = [new V1Container { Name = "app", Image = "example.com/app:1" }] };
}
