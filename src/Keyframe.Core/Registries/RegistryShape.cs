using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Faults;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Registries;

/// <summary>The schema's rules for registries that are written in CEL, for API servers that do not evaluate it.</summary>
public static class RegistryShape
{
    /// <summary>Finds what contradicts itself in a spec.</summary>
    /// <param name="spec">The spec.</param>
    public static Fault? Check(PromptRegistrySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if ((spec.Mlflow is null) == (spec.Langfuse is null))
        {
            return Invalid(spec.Mlflow is null
                ? "spec has neither mlflow nor langfuse; set one of them."
                : "spec has both mlflow and langfuse; keep one of them.");
        }

        if (Url(spec) is null)
        {
            return Invalid($"spec.{Product(spec)}.url is not an http or https URL without user, query and fragment; correct it.");
        }

        if (PollInterval.Parse(spec.Interval) is null)
        {
            return Invalid($"spec.interval: {spec.Interval} is not between 1m and 24h, as 5m or 1h30m; correct it.");
        }

        return spec.SecretRef is { Name: "" }
            ? Invalid("spec.secretRef has no name; set it, or remove secretRef.")
            : NamedLists.Check(spec.Track, track => track.Name, "spec.track") ?? CheckTracks(spec);
    }

    /// <summary>The URL of a registry; null where it is not one that can be used.</summary>
    /// <param name="spec">The spec.</param>
    public static Uri? Url(PromptRegistrySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Uri.TryCreate(spec.Mlflow?.Url ?? spec.Langfuse?.Url, UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            && url is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" } ? url : null;
    }

    /// <summary>The product, as the spec spells it.</summary>
    /// <param name="spec">The spec.</param>
    public static string Product(PromptRegistrySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Mlflow is not null ? "mlflow" : "langfuse";
    }

    private static Fault? CheckTracks(PromptRegistrySpec spec)
    {
        string wanted = spec.Mlflow is not null ? "alias" : "label";
        foreach ((int index, TrackedPrompt track) in (spec.Track ?? []).Index())
        {
            if (track.Prompt.Length == 0 || (spec.Mlflow is not null ? track.Alias is null || track.Label is not null : track.Label is null || track.Alias is not null))
            {
                return Invalid(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"spec.track[{index}] must have prompt and {wanted}, and nothing but these and name for {Product(spec)}."));
            }
        }

        return null;
    }

    private static Fault Invalid(string message) => new(Reasons.InvalidSpec, message);
}
