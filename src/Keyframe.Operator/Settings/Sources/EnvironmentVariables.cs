using System.Text.RegularExpressions;
using Keyframe.Operator.Logging;

namespace Keyframe.Operator.Settings.Sources;

/// <summary>Reads variables: <c>KEYFRAME_LEADER_ELECT</c>. An empty one counts as not set.</summary>
internal static partial class EnvironmentVariables
{
    /// <summary>Reads them all; names that are none of ours are warnings, since others may have set them.</summary>
    public static SettingsSource Read(IReadOnlyDictionary<string, string> variables)
    {
        var source = new SettingsSource();
        foreach ((string name, string value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Setting.VariablePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (SettingsTable.All.FirstOrDefault(setting => setting.Variable == name) is not { } known)
            {
                if (!ServiceLink().IsMatch(name))
                {
                    source.Warnings.Add($"environment variable {Printable.Escape(name)} is no setting"
                        + NearestName.Hint(name, SettingsTable.All.Select(setting => setting.Variable), Setting.VariablePrefix));
                }
            }
            else if (value.Length > 0)
            {
                source.Add(known, value, $"environment variable {name}");
            }
        }

        return source;
    }

    /// <summary>What a kubelet sets for a Service whose name begins with keyframe (Kubernetes docs, "Service").</summary>
    [GeneratedRegex(@"_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)\z")]
    private static partial Regex ServiceLink();
}
