using System.CommandLine;
using Keyframe.Benchmarks.Commands;
using Keyframe.Benchmarks.Processes;

if (args is [BareProgram.Command, .. var rest])
{
    return await BareProgram.RunAsync(rest);
}

// As the operator's own process does: one of them runs in this one, and so do 32 writers.
ThreadPool.SetMinThreads(64, 64);

// Ctrl-C removes namespaces and processes first.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) };
return await BenchCommand.Create().Parse(args).InvokeAsync(invocation);
