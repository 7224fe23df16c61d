namespace Keyframe.Demo.Stories;

/// <summary>Finds files of the repository, from wherever the demo was started.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Operator.sln"))
            ? folder
            : Find(Directory.GetParent(folder)?.FullName ?? throw new StoryException("The demo runs inside the repository only."));
}
