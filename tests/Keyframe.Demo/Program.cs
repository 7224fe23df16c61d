using System.CommandLine;
using Keyframe.Demo.Commands;

RootCommand root = new("Keyframe's demo: a real Kubernetes API server on this machine, and the operator at work on it.")
{
    ControlPlaneCommand.Create(),
    DemoCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
