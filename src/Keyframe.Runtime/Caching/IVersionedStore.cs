namespace Keyframe.Runtime.Caching;

/// <summary>How far a store has come, whatever it stores.</summary>
internal interface IVersionedStore
{
    StoreProgress Progress { get; }
}
