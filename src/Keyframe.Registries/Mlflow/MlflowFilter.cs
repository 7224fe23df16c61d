namespace Keyframe.Registries.Mlflow;

/// <summary>
/// Filters of MLflow's searches. A search without the clause that asks for prompts leaves all prompts out
/// (<c>mlflow/store/model_registry/sqlalchemy_store.py</c>, <c>_update_query_to_exclude_prompts</c>), and <c>IN</c> is for run
/// ids alone (<c>mlflow/utils/search_utils.py</c>, <c>SearchModelVersionUtils</c>).
/// </summary>
internal static class MlflowFilter
{
    /// <summary>All prompts.</summary>
    public const string Prompts = $"tags.`{MlflowTag.IsPrompt}` = 'true'";

    /// <summary>One prompt, or its versions.</summary>
    /// <param name="name">The prompt, of which <see cref="CanHold"/> holds.</param>
    public static string Named(string name) => CanHold(name)
        ? $"name='{name}' AND {Prompts}"
        : throw new ArgumentException("The name could end the text it stands in.", nameof(name));

    /// <summary>
    /// Whether a name can stand in a filter. The server takes quotes off and knows no escape for one within; a name that would
    /// need one is looked at without a search.
    /// </summary>
    /// <param name="name">The name.</param>
    public static bool CanHold(string name) =>
        !name.Any(letter => letter is '\'' or '"' or '`' or '\\' || char.IsControl(letter));
}
