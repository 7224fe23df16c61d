using Keyframe.Core.Retrieval;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Retrieval;

/// <summary>
/// Looks at the indexes of snapshots that a binding uses. It writes nothing: what it finds out goes into the snapshot's condition by
/// the snapshot's own controller.
/// </summary>
internal sealed class RetrievalReconciler(Caches caches, IndexChecks checks, RetrievalReports reports) : IReconciler
{
    /// <summary>Looks under way at a time for one snapshot, so that one server that is down does not hold up others.</summary>
    private const int InFlight = 4;

    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.Snapshots.Store.Get(key) is not { Metadata.DeletionTimestamp: null } snapshot || reports.For(snapshot) is null)
        {
            checks.Want(key, []);
            reports.Forget(key);
            return ReconcileResult.Done;
        }

        if (!caches.IsInUse(snapshot))
        {
            checks.Want(key, []);
            reports.Report(snapshot, new RetrievalReport(null, IsInUse: false));
            return ReconcileResult.Done;
        }

        IndexQuestion[] questions = [.. snapshot.Spec.Retrieval!
            .Where(item => item.Verify is not null).Select(item => IndexQuestion.Of(key.Namespace, item))];
        checks.Want(key, questions.Select(question => question.Source).OfType<IndexSource>());
        (RetrievalFinding Finding, TimeSpan? Next)[] answers = await AnswerAsync(questions, cancellationToken);
        reports.Report(snapshot, new RetrievalReport([.. answers.Select(answer => answer.Finding)], IsInUse: true));
        return answers.Min(answer => answer.Next) is { } soonest ? ReconcileResult.After(soonest) : ReconcileResult.Done;
    }

    private async Task<(RetrievalFinding Finding, TimeSpan? Next)[]> AnswerAsync(
        IndexQuestion[] questions, CancellationToken cancellationToken)
    {
        var answers = new (RetrievalFinding, TimeSpan?)[questions.Length];
        var limits = new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, questions.Length, limits, async (index, token) =>
        {
            IndexQuestion question = questions[index];
            (IndexReading reading, TimeSpan? next) = question.Source is { } source
                ? await checks.LookAsync(source, question.Interval, token)
                : (new IndexReading(null, question.Problem), null);
            answers[index] = (new RetrievalFinding(question.Name, question.Expected, reading.Version, reading.Problem), next);
        });
        return answers;
    }
}
