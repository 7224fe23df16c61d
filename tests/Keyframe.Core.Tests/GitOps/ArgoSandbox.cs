using System.Globalization;
using System.Text.Json.Nodes;
using Keyframe.Testing.Resources;
using KeraLua;

namespace Keyframe.Core.Tests.GitOps;

/// <summary>
/// Runs Lua of config/gitops/argocd with nothing but what Argo CD gives it (argoproj/argo-cd, util/lua/lua.go and oslib_safe.go):
/// the basic functions, table, and, where it is required, an os of time and date. There is no string, math or io.
/// </summary>
/// <param name="now">The time that os tells.</param>
internal sealed class ArgoSandbox(DateTimeOffset now)
{
    private static readonly Dictionary<char, string> Fields = new()
    {
        ['Y'] = "yyyy",
        ['m'] = "MM",
        ['d'] = "dd",
        ['H'] = "HH",
        ['M'] = "mm",
        ['S'] = "ss",
    };

    /// <summary>Runs a file of config/gitops/argocd with an object, and returns what it returns.</summary>
    public JsonNode? Run(string file, JsonObject obj) =>
        RunText(File.ReadAllText(Repository.Path($"config/gitops/argocd/{file}")), obj);

    public JsonNode? RunText(string script, JsonObject obj)
    {
        // What a script asks for and does not get is told afterwards: an error of Lua must not unwind the frames of a function of ours.
        List<string> missing = [];
        using var lua = new Lua(openLibs: false);
        LuaFunction date = _ => Date(lua, missing);
        LuaFunction require = _ => Require(lua, date, missing);
        lua.OpenBasicLibrary();
        lua.OpenTableLibrary();
        lua.Register("require", require);
        Push(lua, obj);
        lua.SetGlobal("obj");
        bool failed = lua.DoString(script);
        GC.KeepAlive(require);
        Assert.Empty(missing);
        Assert.False(failed, failed ? lua.ToString(-1) : null);
        return Pull(lua, -1);
    }

    private static int Require(Lua lua, LuaFunction date, List<string> missing)
    {
        if (lua.ToString(1) != "os")
        {
            missing.Add($"module {lua.ToString(1)}");
            return 0;
        }

        lua.NewTable();
        lua.PushCFunction(date);
        lua.SetField(-2, "date");
        return 1;
    }

    /// <summary>os.date("!…"), for the fields that Argo CD's own knows too.</summary>
    private int Date(Lua lua, List<string> missing)
    {
        string[] parts = lua.ToString(1).Split('%');
        if (!parts[0].StartsWith('!'))
        {
            missing.Add("the time zone of the server");
        }

        string text = parts[0].TrimStart('!');
        foreach (string part in parts[1..])
        {
            if (Fields.TryGetValue(part[0], out string? field))
            {
                text += now.UtcDateTime.ToString(field, CultureInfo.InvariantCulture) + part[1..];
            }
            else
            {
                missing.Add($"%{part[0]}");
            }
        }

        lua.PushString(text);
        return 1;
    }

    private static void Push(Lua lua, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject item:
                lua.NewTable();
                foreach ((string key, JsonNode? value) in item)
                {
                    Push(lua, value);
                    lua.SetField(-2, key);
                }

                break;
            case JsonArray list:
                lua.NewTable();
                for (int index = 0; index < list.Count; index++)
                {
                    Push(lua, list[index]);
                    lua.SetInteger(-2, index + 1);
                }

                break;
            case null:
                lua.PushNil();
                break;
            default:
                PushValue(lua, node.AsValue());
                break;
        }
    }

    private static void PushValue(Lua lua, JsonValue value)
    {
        if (value.TryGetValue(out bool truth))
        {
            lua.PushBoolean(truth);
        }
        else if (value.TryGetValue(out string? text))
        {
            lua.PushString(text);
        }
        else
        {
            // As in Lua 5.1, which Argo CD's is: there is one kind of number.
            lua.PushNumber(value.GetValue<double>());
        }
    }

    /// <summary>A table is a list where it has a first entry or none at all, as in gopher-json, by which Argo CD reads results.</summary>
    private static JsonNode? Pull(Lua lua, int at) => lua.Type(at) switch
    {
        LuaType.Nil => null,
        LuaType.Boolean => lua.ToBoolean(at),
        LuaType.Number => lua.ToNumber(at),
        LuaType.String => lua.ToString(at),
        LuaType.Table => PullTable(lua, lua.AbsIndex(at)),
        var other => throw new InvalidOperationException($"a script returned {other}"),
    };

    private static JsonNode PullTable(Lua lua, int table)
    {
        var map = new JsonObject();
        var list = new SortedDictionary<long, JsonNode?>();
        lua.PushNil();
        while (lua.Next(table))
        {
            JsonNode? value = Pull(lua, -1);
            if (lua.Type(-2) == LuaType.Number)
            {
                list.Add((long)lua.ToNumber(-2), value);
            }
            else
            {
                map.Add(lua.ToString(-2), value);
            }

            lua.Pop(1);
        }

        return map.Count == 0 ? new JsonArray([.. list.Values]) : map;
    }
}
