using k8s;
using k8s.Models;
using Keyframe.Core.Planning;
using Keyframe.Runtime;
using Keyframe.Runtime.Events;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Execution;

/// <summary>Tells what happened to an object, to whoever reads its events and to whoever reads the operator's log.</summary>
/// <param name="events">Records events.</param>
/// <param name="logger">The log.</param>
internal sealed partial class Announcer(EventRecorder events, ILogger<Announcer> logger)
{
    /// <summary>Tells one thing.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="note">What happened.</param>
    public void Announce(IKubernetesObject<V1ObjectMeta> subject, EventNote note)
    {
        events.Record(
            new V1ObjectReference
            {
                ApiVersion = subject.ApiVersion,
                Kind = subject.Kind,
                Name = subject.Metadata.Name,
                NamespaceProperty = subject.Metadata.NamespaceProperty,
                Uid = subject.Metadata.Uid,
            },
            note.Warning ? EventType.Warning : EventType.Normal,
            note.Reason,
            note.Action,
            note.Note);
        ObjectKey key = ObjectKey.Of(subject);
        Log(note.Warning ? LogLevel.Warning : LogLevel.Information, subject.Kind, key, note.Reason, note.Note);
    }

    [LoggerMessage(EventId = 10, Message = "{Kind} {Key}: {Reason}: {Note}")]
    private partial void Log(LogLevel level, string kind, ObjectKey key, string reason, string note);
}
