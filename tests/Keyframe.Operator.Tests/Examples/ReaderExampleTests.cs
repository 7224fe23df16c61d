using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Examples;

/// <summary>The readers of docs/examples, each run on a snapshot as its container sees it, where its language is installed.</summary>
public sealed class ReaderExampleTests : IDisposable
{
    private const string Values = """{"persona": "{{shop.name}}", "shop": {"name": "Käse & Co"}, "n": 3}""";
    private const string History = """{"history": [{"role": "user", "content": "Where is {{persona}}?"}]}""";

    private static readonly SnapshotDocument Document = Render();

    private readonly string _folder = Directory.CreateTempSubdirectory("keyframe-reader").FullName;

    public ReaderExampleTests()
    {
        foreach ((string name, string content) in Document.Files)
        {
            File.WriteAllText(Path.Combine(_folder, name), content);
        }
    }

    public static TheoryData<string> Languages => ["python", "typescript", "csharp", "go"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Each_language_renders_a_chat_with_the_applications_messages_in_place_and_nothing_filled_in_twice(string language)
    {
        (int code, string output, string error) = await RunAsync(language, "system", Values, History);
        Assert.True(code == 0, error);
        JsonNode expected = JsonNode.Parse("""
            [
              {"role": "system", "content": "You are {{shop.name}} of Käse & Co, {{shop.name}}, for 3.", "cache_control": {"type": "ephemeral"}},
              {"role": "user", "content": "Where is {{persona}}?"},
              {"role": "user", "content": [{"type": "text", "text": "as it {{is}}"}]}
            ]
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(output)), output);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Each_language_gives_a_text_without_an_engine_byte_for_byte(string language)
    {
        (int code, string output, string error) = await RunAsync(language, "handover", "{}");
        Assert.True(code == 0, error);
        Assert.Equal("Summarize {{this}}\r\n\u2028für alle", (string?)JsonNode.Parse(output));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Each_language_refuses_a_snapshot_that_is_not_the_one_it_was_given(string language)
    {
        File.AppendAllText(Path.Combine(_folder, "snapshot.json"), " ");
        (int code, _, string error) = await RunAsync(language, "handover", "{}");
        Assert.NotEqual(0, code);
        Assert.Contains("not that of KEYFRAME_SNAPSHOT_DIGEST", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_guide_names_each_of_them() => Assert.All(
        Repository.Files("docs/examples/readers", "reader.*"),
        file => Assert.Contains(
            $"../examples/readers/{Path.GetFileName(Path.GetDirectoryName(file))}/{Path.GetFileName(file)}",
            File.ReadAllText(Repository.Path("docs/guides/reading-snapshots.md")),
            StringComparison.Ordinal));

    private static SnapshotDocument Render()
    {
        JsonElement[] messages =
        [
            .. JsonDocument.Parse("""
                [
                  {"role": "system", "content": "You are {{ persona }} of {{shop.name}}, {{{persona}}}, for {{n}}.", "cache_control": {"type": "ephemeral"}},
                  {"placeholder": "history"},
                  {"role": "user", "content": [{"type": "text", "text": "as it {{is}}"}]}
                ]
                """).RootElement.EnumerateArray(),
        ];
        PromptInput Input(string name, PromptContent content, TemplateEngine engine) =>
            new(name, name, "1", new PromptMaterial(content), engine, [], $"sha256:{new string('0', 64)}");
        SnapshotPrompt Reference(string name) => new() { Name = name, PromptRef = new ObjectNameReference { Name = name } };
        var spec = new GenAIAppSnapshotSpec { App = "support-bot", Version = "1", Prompts = [Reference("system"), Reference("handover")] };
        PromptInput[] prompts =
        [
            Input("system", PromptContent.OfChat(messages), TemplateEngine.Mustache),
            Input("handover", PromptContent.OfText("Summarize {{this}}\r\n\u2028für alle"), TemplateEngine.None),
        ];
        Assert.True(SnapshotDocument.Render(spec, prompts).TryGet(out SnapshotDocument? document, out var fault), fault?.Message);
        return document;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string language, params string[] arguments)
    {
        string folder = Repository.Path($"docs/examples/readers/{language}");
        (string program, string[] before) = language switch
        {
            "python" => (Program("python3"), (string[])["reader.py"]),
            "typescript" => (NodeOfTypes(), ["reader.ts"]),
            "csharp" => (Program("dotnet"), ["run", "reader.cs", "--"]),
            _ => (Program("go"), ["run", "reader.go"]),
        };
        var start = new ProcessStartInfo(program, [.. before, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment["KEYFRAME_CONFIG_DIR"] = _folder;
        start.Environment["KEYFRAME_SNAPSHOT_DIGEST"] = Document.Digest.Value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static string Program(string name)
    {
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{name} is not installed.");
        return found!;
    }

    /// <summary>Node.js takes types off by itself from 22.18 and 24 on.</summary>
    private static string NodeOfTypes()
    {
        string node = Program("node");
        using Process asked = Process.Start(new ProcessStartInfo(node, "--version") { RedirectStandardOutput = true })!;
        string version = asked.StandardOutput.ReadToEnd().Trim();
        asked.WaitForExit();
        Assert.SkipUnless(
            Version.TryParse(version.TrimStart('v'), out Version? installed) && installed >= new Version(22, 18),
            $"Node.js 22.18 or later is needed to run TypeScript as it is; this is {version}.");
        return node;
    }
}
