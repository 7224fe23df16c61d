using Keyframe.Registries;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Settings;

/// <summary>
/// All settings, as data. Flags, environment variables, the keys of a file, the help, the reference page and the validation
/// come from these rows.
/// </summary>
internal static class SettingsTable
{
    /// <summary>The longest duration that makes sense anywhere here.</summary>
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <summary>The file to read more settings from. Not a key of the file itself.</summary>
    public static readonly TypedSetting<string?> Config = new(
        SettingGroup.Cluster, "config", Syntaxes.Text("FILE"), "none", _ => null,
        "A file with more settings, YAML or JSON. Its keys are these names without the dashes in front: `leader-elect: true`. "
        + "A flag is stronger than an environment variable, and that is stronger than the file.");

    /// <summary>The kubeconfig file.</summary>
    public static readonly TypedSetting<string?> Kubeconfig = new(
        SettingGroup.Cluster, "kubeconfig", Syntaxes.Text("FILE"),
        "`KUBECONFIG`, the pod's own account, or `~/.kube/config`", _ => null,
        "The kubeconfig file.");

    /// <summary>The context of the kubeconfig.</summary>
    public static readonly TypedSetting<string?> Context = new(
        SettingGroup.Cluster, "context", Syntaxes.Text("NAME"), "the current one", _ => null,
        "The context of the kubeconfig.");

    /// <summary>The one namespace to look after.</summary>
    public static readonly TypedSetting<string?> Namespace = new(
        SettingGroup.Cluster, "namespace", Syntaxes.Namespace, "all namespaces", _ => null,
        "Look after this namespace alone. A Role is enough for that.");

    /// <summary>How long a write may take.</summary>
    public static readonly TypedSetting<TimeSpan> WriteTimeout = Duration(
        SettingGroup.Cluster, "kube-api-write-timeout", TimeSpan.FromSeconds(4), Millisecond, TimeSpan.FromMinutes(1),
        "How long a write to the API server may take. With leader election it is less than lease duration minus renew deadline, "
        + "so that no write of a replica that lost the lease can meet one of its successor.");

    /// <summary>Whether replicas elect the one that works.</summary>
    public static readonly TypedSetting<bool> LeaderElect = new(
        SettingGroup.LeaderElection, "leader-elect", Syntaxes.Switch, "true in a pod, false elsewhere", here => here.InPod,
        "Work only while holding a lease, so that of several replicas one works and the others stand by with warm caches.");

    /// <summary>The namespace of the lease.</summary>
    public static readonly TypedSetting<string?> LeaderElectionNamespace = new(
        SettingGroup.LeaderElection, "leader-election-namespace", Syntaxes.Namespace, "the pod's own; required outside a pod",
        here => here.PodNamespace,
        "The namespace of the lease.");

    /// <summary>The name of the lease.</summary>
    public static readonly TypedSetting<string> LeaderElectionId = new(
        SettingGroup.LeaderElection, "leader-election-id", Syntaxes.ObjectName, "keyframe-operator", _ => "keyframe-operator",
        "The name of the lease. Operators of one name in one namespace stand by for each other.");

    /// <summary>How long a lease is good without being renewed.</summary>
    public static readonly TypedSetting<TimeSpan> LeaseDuration = Duration(
        SettingGroup.LeaderElection, "leader-elect-lease-duration",
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1),
        "How long the others wait for a leader that does not renew, before one of them takes over.");

    /// <summary>When a leader that cannot renew gives up.</summary>
    public static readonly TypedSetting<TimeSpan> RenewDeadline = Duration(
        SettingGroup.LeaderElection, "leader-elect-renew-deadline", TimeSpan.FromSeconds(10), Millisecond, TimeSpan.FromHours(1),
        "How long a leader tries to renew before it stops writing and exits. Less than the lease duration.");

    /// <summary>The pause between attempts.</summary>
    public static readonly TypedSetting<TimeSpan> RetryPeriod = Duration(
        SettingGroup.LeaderElection, "leader-elect-retry-period", TimeSpan.FromSeconds(2), Millisecond, TimeSpan.FromHours(1),
        "The pause between attempts to take or to renew the lease. Less than renew deadline / 1.2.");

    /// <summary>How many objects a controller reconciles at a time.</summary>
    public static readonly TypedSetting<int> Workers = new(
        SettingGroup.Controllers, "workers", Syntaxes.Number(1, 100), "8", _ => 8,
        "How many objects each controller reconciles at a time.");

    /// <summary>How long the caches may take to fill.</summary>
    public static readonly TypedSetting<TimeSpan> CacheSyncTimeout = Duration(
        SettingGroup.Controllers, "cache-sync-timeout", TimeSpan.FromMinutes(2), Millisecond, TimeSpan.FromHours(24),
        "How long the caches may take to fill after the start. Then the process says what is missing and exits with 1.");

    /// <summary>How often everything cached is reconciled again.</summary>
    public static readonly TypedSetting<TimeSpan> ResyncPeriod = Duration(
        SettingGroup.Controllers, "resync-period", TimeSpan.FromHours(10), TimeSpan.FromSeconds(1), Year,
        "How often every object is reconciled again although nothing changed, from the caches and at low priority.");

    /// <summary>How long work under way may take to finish.</summary>
    public static readonly TypedSetting<TimeSpan> ShutdownGrace = Duration(
        SettingGroup.Controllers, "shutdown-grace", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromHours(1),
        "How long work under way may take to finish on a stop. "
        + "Keep it at least 10s below the pod's terminationGracePeriodSeconds.");

    /// <summary>How many rollouts begin in a second.</summary>
    public static readonly TypedSetting<int> MaxRolloutsPerSecond = new(
        SettingGroup.Rollouts, "max-rollouts-per-second", Syntaxes.Number(1, 1000), "20", _ => 20,
        "How many rollouts begin in a second, over all bindings. Rollbacks do not wait.");

    /// <summary>How often a container may be restarted before a rollout counts as failed.</summary>
    public static readonly TypedSetting<int> FailureRestarts = new(
        SettingGroup.Rollouts, "failure-restarts", Syntaxes.Number(1, 100), "3", _ => 3,
        "How often a container of a new revision is restarted within `failure-window` until the rollout counts as failed.");

    /// <summary>The time in which restarts are counted.</summary>
    public static readonly TypedSetting<TimeSpan> FailureWindow = Duration(
        SettingGroup.Rollouts, "failure-window", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(10), TimeSpan.FromHours(1),
        "The time in which restarts are counted.");

    /// <summary>How long workloads without a deadline of their own may go without progress.</summary>
    public static readonly TypedSetting<TimeSpan> ProgressDeadline = Duration(
        SettingGroup.Rollouts, "progress-deadline", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), TimeSpan.FromHours(24),
        "How long a rollout of a StatefulSet or DaemonSet may go without progress until it counts as failed. A Deployment has a "
        + "progressDeadlineSeconds of its own.");

    /// <summary>Hosts of registries that may be loopback or private.</summary>
    public static readonly TypedSetting<IReadOnlyList<HostPattern>> RegistryAllowedHosts = new(
        SettingGroup.Registries, "registry-allowed-hosts", Syntaxes.Hosts, "none", _ => [],
        "Hosts of prompt registries that may be loopback, private or in the cluster, as `mlflow.ml.svc:5000,10.0.0.5`; without a port "
        + "every port is meant. All others must be public.");

    /// <summary>Whether registries may be reached without TLS.</summary>
    public static readonly TypedSetting<bool> RegistryAllowHttp = new(
        SettingGroup.Registries, "registry-allow-http", Syntaxes.Switch, "false", _ => false,
        "Allow prompt registries over plain HTTP. Credentials then cross the network in the clear.");

    /// <summary>Where health is served.</summary>
    public static readonly TypedSetting<BindAddress?> HealthAddress = new(
        SettingGroup.Observability, "health-probe-bind-address", Syntaxes.Address, ":8081", _ => new BindAddress(null, 8081),
        "Where `/healthz` and `/readyz` are served; 0 turns them off.");

    /// <summary>Where metrics are served.</summary>
    public static readonly TypedSetting<BindAddress?> MetricsAddress = new(
        SettingGroup.Observability, "metrics-bind-address", Syntaxes.Address, ":8080", _ => new BindAddress(null, 8080),
        "Where `/metrics` is served for Prometheus; 0 turns it off.");

    /// <summary>The least severe log level.</summary>
    public static readonly TypedSetting<LogLevel> LogLevel = new(
        SettingGroup.Observability, "log-level", Syntaxes.Level, "info", _ => Microsoft.Extensions.Logging.LogLevel.Information,
        "The least severe level that is logged: trace, debug, info, warn, error or critical.");

    /// <summary>How log entries are written.</summary>
    public static readonly TypedSetting<LogFormat> LogFormat = new(
        SettingGroup.Observability, "log-format", Syntaxes.Format, "json", _ => Settings.LogFormat.Json,
        "How log entries are written to stderr: json, one object a line, or text for people.");

    /// <summary>Every row, in the order of the help.</summary>
    public static readonly IReadOnlyList<Setting> All =
    [
        Config, Kubeconfig, Context, Namespace, WriteTimeout,
        LeaderElect, LeaderElectionNamespace, LeaderElectionId, LeaseDuration, RenewDeadline, RetryPeriod,
        Workers, CacheSyncTimeout, ResyncPeriod, ShutdownGrace,
        MaxRolloutsPerSecond, FailureRestarts, FailureWindow, ProgressDeadline,
        RegistryAllowedHosts, RegistryAllowHttp,
        HealthAddress, MetricsAddress, LogLevel, LogFormat,
    ];

    /// <summary>The row of a name; null where there is none.</summary>
    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    private static TypedSetting<TimeSpan> Duration(
        SettingGroup group, string name, TimeSpan standard, TimeSpan min, TimeSpan max, string description) =>
        new(group, name, Syntaxes.Duration(min, max), GoDuration.Format(standard), _ => standard, description);
}
