namespace Keyframe.Operator.Settings;

/// <summary>What must hold between settings.</summary>
internal static class SettingsRules
{
    /// <summary>client-go's JitterFactor: a retry may take so much longer than the retry period.</summary>
    private const double RetryJitter = 1.2;

    /// <summary>The rules that do not hold, a line each. Those of leader election hold only for who takes part in it.</summary>
    public static IEnumerable<string> Broken(SettingValues values) =>
        values.Get(SettingsTable.LeaderElect) ? Election(values) : [];

    /// <summary>The first two are those of client-go (tools/leaderelection, NewLeaderElector).</summary>
    private static IEnumerable<string> Election(SettingValues values)
    {
        TimeSpan lease = values.Get(SettingsTable.LeaseDuration);
        TimeSpan renew = values.Get(SettingsTable.RenewDeadline);
        TimeSpan retry = values.Get(SettingsTable.RetryPeriod);
        TimeSpan write = values.Get(SettingsTable.WriteTimeout);
        if (values.Get(SettingsTable.LeaderElectionNamespace) is null)
        {
            yield return $"{Told(SettingsTable.LeaderElectionNamespace)}: needed for {Told(SettingsTable.LeaderElect)}, "
                + "because this is no pod whose namespace could be taken";
        }

        if (renew >= lease)
        {
            yield return Above(SettingsTable.RenewDeadline, renew, Told(SettingsTable.LeaseDuration), lease);
        }

        if (retry * RetryJitter >= renew)
        {
            yield return Above(SettingsTable.RetryPeriod, retry, $"{Told(SettingsTable.RenewDeadline)} / 1.2", renew / RetryJitter);
        }

        if (renew < lease && write >= lease - renew)
        {
            string between = $"{Told(SettingsTable.LeaseDuration)} minus {Told(SettingsTable.RenewDeadline)}";
            yield return Above(SettingsTable.WriteTimeout, write, between, lease - renew);
        }

        string Told(Setting setting) => values.Describe(setting);

        string Above(Setting setting, TimeSpan value, string limit, TimeSpan most) =>
            $"{Told(setting)}: {GoDuration.Format(value)} is not allowed; with leader election it is below {limit}, {GoDuration.Format(most)}";
    }
}
