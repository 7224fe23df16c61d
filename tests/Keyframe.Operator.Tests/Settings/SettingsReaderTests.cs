using Keyframe.Operator.Settings;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Tests.Settings;

/// <summary>Flags over environment variables over a file over defaults; everything wrong at once, with its place.</summary>
public sealed class SettingsReaderTests : IDisposable
{
    private static readonly Surroundings Pod = Here(inPod: true, podNamespace: "keyframe-system");

    private readonly string _folder = Directory.CreateTempSubdirectory("settings").FullName;

    public static TheoryData<string[]> BadFlags => new(
        ["--workers=0"], ["--workers=101"], ["--workers=1.5"], ["--workers=-1"], ["--workers=eight"], ["--workers="], ["--workers= 8"],
        ["--log-level=loud"], ["--log-level=4"], ["--log-format=xml"], ["--leader-elect=yes"], ["--namespace=Team_A"],
        ["--namespace=team-a."], ["--leader-election-id=-x"], ["--leader-election-id="], ["--cache-sync-timeout=2"],
        ["--cache-sync-timeout=0"], ["--shutdown-grace=-5s"], ["--metrics-bind-address=8080"], ["--metrics-bind-address=:65536"],
        ["--metrics-bind-address=example.com:80"], ["--health-probe-bind-address=::1:80"], ["--kube-api-write-timeout=1h"],
        ["--resync-period=10 h"]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Outside_a_pod_there_is_no_leader_election_and_the_rest_is_as_in_one()
    {
        OperatorSettings settings = Good([], Here());
        Assert.Null(settings.Options.LeaderElection);
        Assert.Equal(Good([], Pod).Options with { LeaderElection = null }, settings.Options);
        Assert.Equal(new KeyframeOptions { WriteTimeout = TimeSpan.FromSeconds(4) }, settings.Options);
        Assert.Equal((LogLevel.Information, LogFormat.Json), (settings.LogLevel, settings.LogFormat));
        Assert.Equal((":8081", ":8080"), (settings.HealthAddress!.ToString(), settings.MetricsAddress!.ToString()));
    }

    [Fact]
    public void In_a_pod_replicas_elect_a_leader_by_a_lease_in_its_namespace()
    {
        Runtime.Election.LeaderElectionOptions lease = Good([], Pod).Options.LeaderElection!;
        Assert.Equal(("keyframe-system", "keyframe-operator"), (lease.LeaseNamespace, lease.LeaseName));
        Assert.Equal((15, 10, 2), (lease.LeaseDuration.TotalSeconds, lease.RenewDeadline.TotalSeconds, lease.RetryPeriod.TotalSeconds));
    }

    [Fact]
    public void A_flag_is_stronger_than_a_variable_and_that_is_stronger_than_a_file()
    {
        string file = Write("workers: 2\nlog-level: debug\nlog-format: text\n");
        OperatorSettings settings = Good(
            ["--workers=4"], Here(("KEYFRAME_CONFIG", file), ("KEYFRAME_WORKERS", "3"), ("KEYFRAME_LOG_LEVEL", "warn")));
        Assert.Equal(
            (4, LogLevel.Warning, LogFormat.Text), (settings.Options.Workers, settings.LogLevel, settings.LogFormat));
    }

    [Fact]
    public void The_flag_for_the_file_is_stronger_than_the_variable() => Assert.Equal(
        2, Good(["--config", Write("workers: 2")], Here(("KEYFRAME_CONFIG", "/does/not/exist"))).Options.Workers);

    [Fact]
    public void A_weaker_source_is_judged_only_where_no_stronger_one_has_the_setting() =>
        Assert.Equal(4, Good(["--workers=4"], Here(("KEYFRAME_WORKERS", "many"))).Options.Workers);

    [Fact]
    public void Every_setting_can_be_given_in_each_of_the_three_ways()
    {
        foreach (Setting setting in SettingsTable.All.Where(setting => setting != SettingsTable.Config))
        {
            const string bad = "\u0001";
            string[] places =
            [
                Bad([$"{setting.Flag}={bad}"], Pod).SingleOrDefault() ?? "",
                Bad([], Pod with { Variables = new Dictionary<string, string> { [setting.Variable] = bad } }).SingleOrDefault() ?? "",
                Bad(["--config", Write($"{setting.Name}: \"\\u0001\"\n")], Pod).SingleOrDefault() ?? "",
            ];
            Assert.All(places, place => Assert.True(
                setting.Accepts(bad) == (place.Length == 0), $"{setting.Name}: {place}"));
        }
    }

    [Fact]
    public void A_flag_takes_its_value_after_an_equals_sign_or_as_the_next_argument()
    {
        KeyframeOptions options = Good(["--workers", "5", "--namespace=team-a"]).Options;
        Assert.Equal((5, "team-a"), (options.Workers, options.Namespace));
    }

    [Theory]
    [InlineData("--leader-elect")]
    [InlineData("--leader-elect=true")]
    [InlineData("--leader-elect", "true")]
    [InlineData("--leader-elect", "--workers=3")]
    [InlineData("--leader-elect=false", "--leader-elect")]
    public void A_switch_needs_no_value(params string[] flags) =>
        Assert.NotNull(Good([.. flags, "--leader-election-namespace=n"]).Options.LeaderElection);

    [Theory]
    [InlineData("--leader-elect=false")]
    [InlineData("--leader-elect", "false")]
    [InlineData("--leader-elect", "--leader-elect=False")]
    public void A_switch_can_be_turned_off(params string[] flags) => Assert.Null(Good(flags, Pod).Options.LeaderElection);

    [Fact]
    public void An_empty_variable_is_none() => Assert.Equal(8, Good([], Here(("KEYFRAME_WORKERS", ""))).Options.Workers);

    [Fact]
    public void An_empty_flag_takes_back_what_a_weaker_source_says() =>
        Assert.Null(Good(["--namespace="], Here(("KEYFRAME_NAMESPACE", "team-a"))).Options.Namespace);

    [Fact]
    public void Zero_turns_an_endpoint_off() => Assert.Null(Good(["--metrics-bind-address=0"]).MetricsAddress);

    [Theory]
    [MemberData(nameof(BadFlags))]
    public void A_bad_value_is_told_with_its_place_and_what_is_allowed(string[] flag)
    {
        string[] parts = flag[0].Split('=', 2);
        string problem = Assert.Single(Bad(flag));
        string expected = $"{parts[0][2..]} (flag {parts[0]}): \"{parts[1]}\" is not allowed; allowed is ";
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_value_is_told_with_the_line_or_the_variable_it_stands_in()
    {
        string file = Write("# first\nlog-level: debug\nworkers: many\n");
        Assert.Equal(
            [
                $"workers ({file} line 3): \"many\" is not allowed; allowed is a number from 1 to 100",
                "log-format (environment variable KEYFRAME_LOG_FORMAT): \"xml\" is not allowed; allowed is json or text",
            ],
            Bad(["--config", file], Here(("KEYFRAME_LOG_FORMAT", "xml"))));
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() => Assert.Equal(
        4, Bad(["--workers=0", "--wrkers=1", "--config", Write("log-level: loud\nnmespace: a")]).Count);

    [Theory]
    [InlineData("--wrkers=3", "--wrkers is unknown; did you mean --workers?")]
    [InlineData("--leader-elct", "--leader-elct is unknown; did you mean --leader-elect?")]
    [InlineData("--Workers=3", "--Workers is unknown; did you mean --workers?")]
    [InlineData("--log_level=debug", "--log_level is unknown; did you mean --log-level?")]
    [InlineData("--frobnicate", "--frobnicate is unknown")]
    [InlineData("workers=3", "\"workers=3\" is no flag. Settings are given as --name=value")]
    [InlineData("-v", "\"-v\" is no flag. Settings are given as --name=value")]
    [InlineData("--workers", "--workers needs a value: a number from 1 to 100")]
    public void A_flag_that_does_not_exist_names_the_nearest(string flag, string problem) => Assert.Equal([problem], Bad([flag]));

    [Fact]
    public void The_value_of_an_unknown_flag_is_no_second_mistake() => Assert.Single(Bad(["--wrkers", "3"]));

    [Fact]
    public void A_hostile_value_cannot_forge_a_line()
    {
        string problem = Assert.Single(Bad(["--log-level=x\nkeyframe-operator: all is well\u001b[2J"]));
        Assert.Contains(@"""x\nkeyframe-operator: all is well\u001b[2J""", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nmespace: a", " line 1: \"nmespace\" is unknown; did you mean namespace?")]
    [InlineData("\n\nleaderElect: true", " line 3: \"leaderElect\" is unknown; did you mean leader-elect?")]
    [InlineData("{\n  \"workers\": 3,\n  \"wrkers\": 4\n}", " line 3: \"wrkers\" is unknown; did you mean workers?")]
    [InlineData("config: other.yaml", " line 1: a settings file cannot name another one")]
    [InlineData("workers: [1, 2]", " line 1: workers has one plain value: a number from 1 to 100")]
    [InlineData("workers:", " line 1: workers has one plain value: a number from 1 to 100")]
    [InlineData("workers: {a: b}\nlog-level: info", " line 1: workers has one plain value: a number from 1 to 100")]
    [InlineData("? [a]\n: b", " line 1: the name of a setting is plain text")]
    [InlineData("- workers", " line 1: a file of settings is a mapping, name: value")]
    [InlineData("workers: 3\n---\nworkers: 4", " line 2: a file of settings is one document")]
    public void A_file_is_judged_line_by_line(string text, string problem)
    {
        string file = Write(text);
        Assert.Equal([file + problem], Bad(["--config", file]));
    }

    [Fact]
    public void A_setting_stands_in_a_file_once()
    {
        string file = Write("workers: 3\nlog-level: info\nworkers: 4\n");
        Assert.Equal([$"{file} line 3: workers stands in {file} line 1 already"], Bad(["--config", file]));
    }

    [Theory]
    [InlineData("workers: 3\n\tlog-level: info")]
    [InlineData("workers: \"3")]
    [InlineData("{\"workers\": 3")]
    public void A_file_that_is_no_YAML_is_told_with_its_line(string text)
    {
        string file = Write(text);
        Assert.StartsWith($"{file} line ", Assert.Single(Bad(["--config", file])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        Assert.Contains("/does/not/exist", Assert.Single(Bad(["--config=/does/not/exist"])), StringComparison.Ordinal);
        Assert.Contains(_folder, Assert.Single(Bad(["--config", _folder])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("---\n...\n")]
    public void A_file_may_be_empty(string text) => Assert.Equal(
        text.StartsWith("---", StringComparison.Ordinal) ? 1 : 0,
        SettingsReader.Read(["--config", Write(text)], Here()).Problems.Count);

    [Theory]
    [InlineData("{\"workers\": 3, \"leader-elect\": false, \"resync-period\": \"1h30m\"}")]
    [InlineData("workers: 3\nleader-elect: false\nresync-period: 1h30m\n")]
    [InlineData("workers: \"3\"\nleader-elect: 'false'\nresync-period: >-\n  1h30m\n")]
    public void A_file_is_JSON_or_YAML(string text)
    {
        KeyframeOptions options = Good(["--config", Write(text)], Pod).Options;
        Assert.Equal((3, null, TimeSpan.FromMinutes(90)), (options.Workers, options.LeaderElection, options.ResyncPeriod));
    }

    [Fact]
    public void A_variable_of_ours_that_is_no_setting_is_a_warning()
    {
        SettingsResult result = SettingsReader.Read([], Here(("KEYFRAME_WRKERS", "3"), ("KEYFRAME_TEAM", "a"), ("OTHER", "b")));
        Assert.NotNull(result.Settings);
        Assert.Equal(
            [
                "environment variable KEYFRAME_TEAM is no setting",
                "environment variable KEYFRAME_WRKERS is no setting; did you mean KEYFRAME_WORKERS?",
            ],
            result.Warnings);
    }

    [Theory]
    [InlineData("KEYFRAME_OPERATOR_SERVICE_HOST")]
    [InlineData("KEYFRAME_OPERATOR_SERVICE_PORT")]
    [InlineData("KEYFRAME_OPERATOR_SERVICE_PORT_METRICS")]
    [InlineData("KEYFRAME_OPERATOR_METRICS_PORT")]
    [InlineData("KEYFRAME_OPERATOR_METRICS_PORT_8080_TCP")]
    [InlineData("KEYFRAME_OPERATOR_METRICS_PORT_8080_TCP_PROTO")]
    [InlineData("KEYFRAME_OPERATOR_METRICS_PORT_8080_TCP_PORT")]
    [InlineData("KEYFRAME_OPERATOR_METRICS_PORT_8080_TCP_ADDR")]
    public void What_a_kubelet_sets_for_a_Service_of_our_name_is_no_mistake(string name) =>
        Assert.Empty(SettingsReader.Read([], Here((name, "x"))).Warnings);

    [Fact]
    public void Leader_election_outside_a_pod_needs_a_namespace()
    {
        Assert.StartsWith(
            "leader-election-namespace (default): needed for leader-elect (flag --leader-elect), ",
            Assert.Single(Bad(["--leader-elect"])),
            StringComparison.Ordinal);
        Assert.Equal("n", Good(["--leader-elect", "--leader-election-namespace=n"]).Options.LeaderElection!.LeaseNamespace);
    }

    [Fact]
    public void The_times_of_a_lease_fit_together() => Assert.Equal(
        [
            "leader-elect-renew-deadline (default): 10s is not allowed; with leader election it is below "
                + "leader-elect-lease-duration (flag --leader-elect-lease-duration), 8s",
            "leader-elect-retry-period (flag --leader-elect-retry-period): 9s is not allowed; with leader election it is below "
                + "leader-elect-renew-deadline (default) / 1.2, 8.3333333s",
        ],
        Bad(["--leader-elect-lease-duration=8s", "--leader-elect-retry-period=9s"], Pod));

    [Fact]
    public void A_write_ends_before_another_replica_can_lead() => Assert.Equal(
        [
            "kube-api-write-timeout (flag --kube-api-write-timeout): 5s is not allowed; with leader election it is below "
                + "leader-elect-lease-duration (default) minus leader-elect-renew-deadline (default), 5s",
        ],
        Bad(["--kube-api-write-timeout=5s"], Pod));

    [Fact]
    public void What_leader_election_asks_for_holds_only_with_it() => Assert.Equal(
        TimeSpan.FromSeconds(30), Good(["--kube-api-write-timeout=30s", "--leader-elect-lease-duration=2s"]).Options.WriteTimeout);

    [Fact]
    public void What_passes_here_is_accepted_by_the_elector()
    {
        OperatorSettings settings = Good(["--leader-elect-lease-duration=1h", "--leader-elect-retry-period=8.3s"], Pod);
        Assert.Empty(settings.Options.LeaderElection!.Problems());
    }

    private static OperatorSettings Good(string[] flags, Surroundings? here = null)
    {
        SettingsResult result = SettingsReader.Read(flags, here ?? Here());
        Assert.Empty(result.Problems);
        return result.Settings!;
    }

    private static IReadOnlyList<string> Bad(string[] flags, Surroundings? here = null)
    {
        SettingsResult result = SettingsReader.Read(flags, here ?? Here());
        Assert.Equal(result.Problems.Count > 0, result.Settings is null);
        return result.Problems;
    }

    private static Surroundings Here(params (string Name, string Value)[] variables) => Here(false, null, variables);

    private static Surroundings Here(bool inPod, string? podNamespace, params (string Name, string Value)[] variables) =>
        new(variables.ToDictionary(variable => variable.Name, variable => variable.Value), inPod, podNamespace);

    private string Write(string text)
    {
        string file = Path.Combine(_folder, $"{Guid.NewGuid():N}.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
