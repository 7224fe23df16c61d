using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Registries;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>A source in a registry is asked for once the registry is known to answer, and an alias is followed once.</summary>
public sealed class RegistrySourcesTests : IAsyncDisposable
{
    private readonly RegistryBench _bench = new();

    public RegistrySourcesTests() =>
        _bench.Registry.Has(Some.Found()).Has(Some.Found(version: "5", text: "Hi")).Names("greeting", "production", "3");

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_version_is_read()
    {
        SourceReading reading = await ReadAsync(Some.Reached(), Some.Prompt());
        Assert.Equal(PromptContent.OfText(Some.Text), reading.Content?.Material.Content);
        Assert.Equal(
            new ResolvedSource { Registry = "models", Name = "greeting", Version = "3", Id = "row-greeting-3" }, reading.Content?.Resolved);
        Assert.Equal(["version 3 of greeting"], _bench.Registry.Asked);
    }

    [Fact]
    public async Task An_alias_is_read_with_the_version_that_it_names()
    {
        ResolvedSource? resolved = (await ReadAsync(Some.Reached(), Some.Prompt(version: null, alias: "production"))).Content?.Resolved;
        Assert.Equal(("3", "production"), (resolved?.Version, resolved?.Alias));
        Assert.Equal(["production of greeting"], _bench.Registry.Asked);
    }

    [Fact]
    public async Task A_label_and_a_version_of_Langfuse_are_read()
    {
        PromptVersion Langfuse(int? version, string? label)
        {
            PromptVersion prompt = Some.Prompt();
            var reference = new ObjectNameReference { Name = "models" };
            return prompt with
            {
                Spec = prompt.Spec with
                {
                    Source = new PromptSource
                    {
                        Langfuse = new LangfusePromptReference { RegistryRef = reference, Name = "greeting", Version = version, Label = label },
                    },
                },
            };
        }

        PromptRegistry registry = Some.Reached(with: Some.Langfuse);
        Assert.Equal("5", (await ReadAsync(registry, Langfuse(5, null))).Content?.Resolved.Version);
        Assert.Equal("3", (await ReadAsync(registry, Langfuse(null, "production"))).Content?.Resolved.Version);
        Assert.Equal(["version 5 of greeting", "production of greeting"], _bench.Registry.Asked);
    }

    [Fact]
    public async Task What_it_is_composed_of_goes_on_record()
    {
        _bench.Registry.Has(Some.Found() with { Dependencies = [new PromptDependency("tone", "2", "row-tone-2")] });
        Assert.Equal(
            [new ResolvedDependency { Name = "tone", Version = "2", Id = "row-tone-2" }],
            (await ReadAsync(Some.Reached(), Some.Prompt())).Content?.Resolved.Dependencies);
    }

    [Fact]
    public async Task An_alias_that_was_resolved_is_followed_no_more_and_its_version_is_asked_for_again()
    {
        _bench.Registry.Names("greeting", "production", "5");
        ResolvedSource? resolved = (await ReadAsync(Some.Reached(), Some.Pinned(alias: "production"))).Content?.Resolved;
        Assert.Equal(("3", "production"), (resolved?.Version, resolved?.Alias));
        Assert.Equal(["version 3 of greeting"], _bench.Registry.Asked);
    }

    [Fact]
    public async Task An_alias_that_went_on_record_without_a_digest_pins_nothing_and_is_read_anew()
    {
        _bench.Registry.Names("greeting", "production", "5");
        PromptVersion prompt = Some.Pinned(alias: "production");
        prompt = prompt with { Status = prompt.Status! with { Digest = null } };
        Assert.Equal("5", (await ReadAsync(Some.Reached(), prompt)).Content?.Resolved.Version);
    }

    public static TheoryData<string, PromptRegistry?, string, string> Waiting => new()
    {
        { "no registry", null, Reasons.RegistryNotFound, "PromptRegistry models does not exist. Create it" },
        {
            "another product", Some.Reached(with: Some.Langfuse), Reasons.RegistryNotFound,
            "PromptRegistry models is a connection to langfuse, and the source is one of mlflow."
        },
        { "not tried", Some.Registry(), Reasons.Progressing, "PromptRegistry models has not been tried yet." },
        { "another spec since", Edited(), Reasons.Progressing, "PromptRegistry models has not been tried yet." },
        {
            "not reached", Failing(ConditionTypes.Reachable, ConditionStatus.False, Reasons.RegistryUnreachable),
            Reasons.RegistryUnreachable, "PromptRegistry models cannot be read: because of RegistryUnreachable"
        },
        {
            "not known to be reachable", Failing(ConditionTypes.Reachable, ConditionStatus.Unknown, Reasons.CaBundleNotFound),
            Reasons.CaBundleNotFound, "PromptRegistry models cannot be read: because of CaBundleNotFound"
        },
        {
            "not let in", Failing(ConditionTypes.Authenticated, ConditionStatus.False, Reasons.CredentialsInvalid),
            Reasons.CredentialsInvalid, "PromptRegistry models cannot be read: because of CredentialsInvalid"
        },
    };

    [Theory]
    [MemberData(nameof(Waiting), DisableDiscoveryEnumeration = true)]
    public async Task A_registry_that_is_not_known_to_answer_is_not_asked_and_a_change_of_it_tells_when(
        string what, PromptRegistry? registry, string reason, string words)
    {
        SourceReading reading = await ReadAsync(registry, Some.Prompt());
        Assert.Equal((reason, null), (reading.Fault?.Reason, reading.RetryAfter));
        Assert.StartsWith(words, reading.Fault?.Message, StringComparison.Ordinal);
        Assert.True(_bench.Registry.Asked.Count == 0 && _bench.Accesses.Count == 0, what);
    }

    [Fact]
    public async Task A_registry_whose_tracking_failed_is_asked_all_the_same()
    {
        PromptRegistry registry = Some.Reached();
        var untracked = new Condition { Type = ConditionTypes.Tracking, Status = ConditionStatus.False, ObservedGeneration = 1 };
        registry = registry with { Status = registry.Status! with { Conditions = [.. registry.Status.Conditions, untracked] } };
        Assert.NotNull((await ReadAsync(registry, Some.Prompt())).Content);
    }

    public static TheoryData<RegistryFault, double> Faults => new()
    {
        { Some.Fault(Reasons.VersionNotFound), 300 },
        { Some.Fault(Reasons.CredentialsInvalid, RegistryFaultKind.Credentials), 300 },
        { Some.Fault(Reasons.RegistryUnavailable, RegistryFaultKind.Transient), 30 },
        { Some.Fault(Reasons.RateLimited, RegistryFaultKind.Transient) with { RetryAfter = TimeSpan.FromMinutes(2) }, 120 },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task What_passes_is_tried_again_soon_and_what_stays_as_often_as_the_registry_is_looked_at(RegistryFault fault, double seconds)
    {
        _bench.Registry.Trouble = fault;
        SourceReading reading = await ReadAsync(Some.Reached(), Some.Prompt());
        Assert.Equal((fault.Reason, fault.Message, seconds), (reading.Fault?.Reason, reading.Fault?.Message, reading.RetryAfter?.TotalSeconds));
    }

    [Fact]
    public async Task A_spec_of_the_registry_that_contradicts_itself_asks_nothing()
    {
        SourceReading reading = await ReadAsync(Some.Reached(with: spec => spec with { Interval = "1s" }), Some.Prompt());
        Assert.Equal((Reasons.InvalidSpec, 300.0), (reading.Fault?.Reason, reading.RetryAfter?.TotalSeconds));
        Assert.Empty(_bench.Registry.Asked);
    }

    [Theory]
    [InlineData(Reasons.CredentialsInvalid, 2)]
    [InlineData(Reasons.PermissionDenied, 1)]
    [InlineData(Reasons.VersionNotFound, 1)]
    public async Task Credentials_that_are_not_accepted_are_read_again(string reason, int reads)
    {
        _bench.PutSecret(data: ("token", "t"));
        PromptRegistry registry = Some.Reached(with: spec => spec with { SecretRef = new ObjectNameReference { Name = "credentials" } });
        _bench.Registry.Trouble = Some.Fault(reason);
        await ReadAsync(registry, Some.Prompt());
        _bench.Registry.Trouble = null;
        Assert.NotNull((await ReadAsync(registry, Some.Prompt())).Content);
        Assert.Equal(reads, _bench.Api.Reads.Count);
    }

    [Fact]
    public async Task The_words_of_a_failure_that_goes_on_stay_the_first_ones()
    {
        PromptVersion prompt = Some.Prompt();
        _bench.Registry.Trouble = new RegistryFault(RegistryFaultKind.Transient, Reasons.RegistryUnavailable, "request 1");
        prompt = prompt with
        {
            Status = PromptPlanner.Plan(new PromptObservation(prompt, Some.Moment) { Source = await ReadAsync(Some.Reached(), prompt) }).Status,
        };
        _bench.Registry.Trouble = _bench.Registry.Trouble with { Message = "request 2" };
        Assert.Equal("request 1", (await ReadAsync(Some.Reached(), prompt)).Fault?.Message);
        _bench.Registry.Trouble = _bench.Registry.Trouble with { Kind = RegistryFaultKind.Permanent };
        Assert.Equal("request 2", (await ReadAsync(Some.Reached(), prompt)).Fault?.Message);
    }

    private static PromptRegistry Edited()
    {
        PromptRegistry registry = Some.Reached();
        registry.Metadata.Generation = 2;
        return registry;
    }

    private static PromptRegistry Failing(string type, ConditionStatus status, string reason)
    {
        PromptRegistry registry = Some.Reached();
        return registry with
        {
            Status = registry.Status! with
            {
                Conditions =
                [
                    .. registry.Status.Conditions.Select(condition => condition.Type == type
                        ? condition with { Status = status, Reason = reason, Message = $"because of {reason}" }
                        : condition),
                ],
            },
        };
    }

    private async Task<SourceReading> ReadAsync(PromptRegistry? registry, PromptVersion prompt)
    {
        if (registry is not null)
        {
            _bench.Put(registry);
        }

        await _bench.RefreshAsync();
        return await _bench.Sources.ReadAsync(prompt, TestContext.Current.CancellationToken);
    }
}
