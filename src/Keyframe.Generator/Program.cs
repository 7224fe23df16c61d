using System.CommandLine;
using Keyframe.Generator.Commands;
using Keyframe.Generator.Output;

RootCommand root = new("Writes what is generated from Keyframe's API types")
{
    GenerateCommand.Create(GeneratedFiles.Make),
};
return root.Parse(args).Invoke();
