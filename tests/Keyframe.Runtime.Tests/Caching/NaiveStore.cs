using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Tests.Caching;

/// <summary>What a store has to do, without locks, indexes or thrift.</summary>
internal sealed class NaiveStore
{
    public Dictionary<ObjectKey, Widget> Objects { get; } = [];

    public HashSet<ObjectKey> Undecodable { get; private set; } = [];

    public int Version { get; private set; }

    public int Era { get; private set; }

    public IEnumerable<ObjectChange<Widget>> Set(Widget widget)
    {
        ObjectKey key = See(ObjectKey.Of(widget), VersionOf(widget));
        Widget? known = Objects.GetValueOrDefault(key);
        return Take(key, known, widget);
    }

    public IEnumerable<ObjectChange<Widget>> Remove(ObjectKey key, int version, Widget? last)
    {
        See(key, version);
        return Objects.Remove(key, out Widget? known) ? [new(last ?? known, null, false)] : [];
    }

    /// <summary>Whether that it cannot be read is new.</summary>
    public bool Mark(ObjectKey key, int version)
    {
        Version = version;
        return Undecodable.Add(key);
    }

    public void Bookmark(int version) => Version = version;

    public IEnumerable<ObjectChange<Widget>> Replace(Widget[] listed, ObjectKey[] undecodable, int version)
    {
        List<ObjectChange<Widget>> changes = [];
        foreach (Widget widget in listed)
        {
            ObjectKey key = ObjectKey.Of(widget);
            changes.AddRange(Take(key, Objects.GetValueOrDefault(key), widget));
        }

        foreach (ObjectKey gone in Objects.Keys.Except(listed.Select(w => ObjectKey.Of(w))).Except(undecodable).ToList())
        {
            Objects.Remove(gone, out Widget? known);
            changes.Add(new(known, null, false));
        }

        Undecodable = [.. undecodable];
        Era += version < Version ? 1 : 0;
        Version = version;
        return changes;
    }

    private ObjectKey See(ObjectKey key, int version)
    {
        Undecodable.Remove(key);
        Version = version;
        return key;
    }

    /// <summary>The same version of the same object brings nothing new.</summary>
    private IEnumerable<ObjectChange<Widget>> Take(ObjectKey key, Widget? known, Widget widget)
    {
        if (known?.Metadata.ResourceVersion == widget.Metadata.ResourceVersion && known?.Metadata.Uid == widget.Metadata.Uid)
        {
            return [];
        }

        Objects[key] = widget;
        return [new(known, widget, false)];
    }

    private static int VersionOf(Widget widget) => int.Parse(widget.Metadata.ResourceVersion, null);
}
