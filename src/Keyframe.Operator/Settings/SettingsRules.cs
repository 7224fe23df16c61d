namespace Keyframe.Operator.Settings;

/// <summary>What must hold between settings.</summary>
internal static class SettingsRules
{
    /// <summary>client-go's JitterFactor: a retry may take so much longer than the retry period.</summary>
    private const double RetryJitter = 1.2;

    /// <summary>The rules that do not hold, a line each. Those of leader election hold only for who takes part in it.</summary>
    public static IEnumerable<string> Broken(SettingValues values) => values.Get(SettingsTable.LeaderElect) ? Election(values) : [];

    /// <summary>The first two are those of client-go (tools/leaderelection, NewLeaderElector).</summary>
    private static IEnumerable<string> Election(SettingValues values)
    {
        TimeSpan lease = values.Get(SettingsTable.LeaseDuration);
        TimeSpan renew = values.Get(SettingsTable.RenewDeadline);
        TimeSpan retry = values.Get(SettingsTable.RetryPeriod);
        TimeSpan write = values.Get(SettingsTable.WriteTimeout);
        if (values.Get(SettingsTable.LeaderElectionNamespace) is null)
        {
            yield return $"{values.Describe(SettingsTable.LeaderElectionNamespace)}: needed for {values.Describe(SettingsTable.LeaderElect)}, "
                + "because this is no pod whose namespace could be taken";
        }

        if (renew >= lease)
        {
            yield return Above(SettingsTable.RenewDeadline, renew, $"{values.Describe(SettingsTable.LeaseDuration)}, {GoDuration.Format(lease)}");
        }

        if (retry * RetryJitter >= renew)
        {
            yield return Above(
                SettingsTable.RetryPeriod, retry, $"{values.Describe(SettingsTable.RenewDeadline)} / 1.2, {GoDuration.Format(renew / RetryJitter)}");
        }

        if (renew < lease && write >= lease - renew)
        {
            yield return Above(
                SettingsTable.WriteTimeout,
                write,
                $"{values.Describe(SettingsTable.LeaseDuration)} minus {values.Describe(SettingsTable.RenewDeadline)}, {GoDuration.Format(lease - renew)}");
        }

        string Above(Setting setting, TimeSpan value, string limit) =>
            $"{values.Describe(setting)}: {GoDuration.Format(value)} is not allowed; with leader election it is below {limit}";
    }
}
