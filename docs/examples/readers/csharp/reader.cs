// Reads a Keyframe snapshot and renders one of its prompts. The .NET 10 SDK runs it as it is; no package is needed.
//
// dotnet run reader.cs -- PROMPT VALUES [MESSAGES]    with VALUES and MESSAGES as JSON objects
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

const int FormatVersion = 1;

JsonNode rendered = Render(Load(), args[0], JsonNode.Parse(args[1])!, JsonNode.Parse(args.ElementAtOrDefault(2) ?? "{}")!);
Console.WriteLine(rendered.ToJsonString());

// The snapshot that the container was given. Read it once, at the start: it never changes while the pod lives.
static JsonNode Load()
{
    string folder = Environment.GetEnvironmentVariable("KEYFRAME_CONFIG_DIR") ?? "/etc/keyframe";
    byte[] content = File.ReadAllBytes(Path.Combine(folder, "snapshot.json"));
    string digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
    if (digest != (Environment.GetEnvironmentVariable("KEYFRAME_SNAPSHOT_DIGEST") ?? digest))
    {
        throw new InvalidDataException($"snapshot.json has digest {digest}, not that of KEYFRAME_SNAPSHOT_DIGEST");
    }

    JsonNode snapshot = JsonNode.Parse(content)!;
    return (int)snapshot["formatVersion"]! == FormatVersion
        ? snapshot
        : throw new InvalidDataException($"unknown format version {snapshot["formatVersion"]}");
}

// One pass, exact names: what a value says is never taken for a variable.
static string Fill(string template, string engine, JsonNode values) => engine switch
{
    "None" => template,
    "Mustache" => Regex.Replace(template, @"\{\{\{?\s*([^\s{}]+)\s*\}?\}\}", match =>
        match.Groups[1].Value.Split('.').Aggregate(values, (value, part) => value[part]!).ToString()),
    _ => throw new NotSupportedException($"rendering {engine} needs a library of its own"),
};

// A text, or the messages of a chat with the application's own in the places of placeholders.
static JsonNode Render(JsonNode snapshot, string name, JsonNode values, JsonNode messages)
{
    JsonNode prompt = snapshot["prompts"]![name]!;
    string engine = (string)prompt["engine"]!;
    if ((string)prompt["type"]! == "text")
    {
        return JsonValue.Create(Fill((string)prompt["template"]!, engine, values));
    }

    var rendered = new JsonArray();
    foreach (JsonNode message in prompt["messages"]!.AsArray().Select(message => message!.DeepClone()))
    {
        if ((string?)message["placeholder"] is { } placeholder)
        {
            foreach (JsonNode? own in messages[placeholder]!.AsArray())
            {
                rendered.Add(own!.DeepClone());
            }

            continue;
        }

        if (message["content"] is JsonValue content && content.TryGetValue(out string? text))
        {
            message["content"] = Fill(text, engine, values);
        }

        rendered.Add(message);
    }

    return rendered;
}
