using Keyframe.Core.Rollouts;
using Keyframe.Registries;
using Keyframe.Runtime.Election;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Settings;

/// <summary>The settings of a process, read and valid.</summary>
internal sealed record OperatorSettings
{
    /// <summary>The kubeconfig file; null to look for one.</summary>
    public required string? Kubeconfig { get; init; }

    /// <summary>The context of it; null for the current one.</summary>
    public required string? Context { get; init; }

    /// <summary>Where health is served; null for nowhere.</summary>
    public required BindAddress? HealthAddress { get; init; }

    /// <summary>Where metrics are served; null for nowhere.</summary>
    public required BindAddress? MetricsAddress { get; init; }

    /// <summary>The least severe level that is logged.</summary>
    public required LogLevel LogLevel { get; init; }

    /// <summary>How log entries are written.</summary>
    public required LogFormat LogFormat { get; init; }

    /// <summary>What the operator itself is told.</summary>
    public required KeyframeOptions Options { get; init; }

    /// <summary>Takes the values out of what was read.</summary>
    internal static OperatorSettings From(SettingValues values) => new()
    {
        Kubeconfig = values.Get(SettingsTable.Kubeconfig),
        Context = values.Get(SettingsTable.Context),
        HealthAddress = values.Get(SettingsTable.HealthAddress),
        MetricsAddress = values.Get(SettingsTable.MetricsAddress),
        LogLevel = values.Get(SettingsTable.LogLevel),
        LogFormat = values.Get(SettingsTable.LogFormat),
        Options = new KeyframeOptions
        {
            Namespace = values.Get(SettingsTable.Namespace),
            Workers = values.Get(SettingsTable.Workers),
            WriteTimeout = values.Get(SettingsTable.WriteTimeout),
            CacheSyncTimeout = values.Get(SettingsTable.CacheSyncTimeout),
            ResyncPeriod = values.Get(SettingsTable.ResyncPeriod),
            ShutdownGrace = values.Get(SettingsTable.ShutdownGrace),
            MaxRolloutsPerSecond = values.Get(SettingsTable.MaxRolloutsPerSecond),
            Thresholds = new RolloutThresholds
            {
                Restarts = values.Get(SettingsTable.FailureRestarts),
                Window = values.Get(SettingsTable.FailureWindow),
                ProgressDeadline = values.Get(SettingsTable.ProgressDeadline),
            },
            Registries = new RegistryOptions
            {
                AllowedHosts = values.Get(SettingsTable.RegistryAllowedHosts),
                AllowHttp = values.Get(SettingsTable.RegistryAllowHttp),
            },
            LeaderElection = values.Get(SettingsTable.LeaderElect) ? Lease(values) : null,
        },
    };

    private static LeaderElectionOptions Lease(SettingValues values) => new()
    {
        LeaseNamespace = values.Get(SettingsTable.LeaderElectionNamespace)!,
        LeaseName = values.Get(SettingsTable.LeaderElectionId),
        LeaseDuration = values.Get(SettingsTable.LeaseDuration),
        RenewDeadline = values.Get(SettingsTable.RenewDeadline),
        RetryPeriod = values.Get(SettingsTable.RetryPeriod),
    };
}
