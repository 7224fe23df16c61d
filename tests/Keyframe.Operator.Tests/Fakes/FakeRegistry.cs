using Keyframe.Api.Conditions;
using Keyframe.Registries;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>A prompt registry in memory: versions by name and number, aliases by name, and a note of all that it was asked.</summary>
internal sealed class FakeRegistry : IPromptRegistry
{
    private readonly Dictionary<(string Name, string Version), RegistryPrompt> _versions = [];
    private readonly Dictionary<(string Name, string Alias), string> _aliases = [];

    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>The surveys that were asked for.</summary>
    public List<SurveyRequest> Surveys { get; } = [];

    /// <summary>What is wrong with the registry as a whole; null for nothing.</summary>
    public RegistryFault? Trouble { get; set; }

    /// <summary>What surveys answer as their cursor.</summary>
    public string? Cursor { get; set; }

    /// <summary>What happens elsewhere while a survey is under way.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>How often it was disposed.</summary>
    public int Disposals { get; private set; }

    public FakeRegistry Has(RegistryPrompt prompt)
    {
        _versions[(prompt.Name, prompt.Version)] = prompt;
        return this;
    }

    public FakeRegistry Names(string name, string alias, string version)
    {
        _aliases[(name, alias)] = version;
        return this;
    }

    public FakeRegistry Lost(string name, string version)
    {
        _versions.Remove((name, version));
        return this;
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => Ask("probe", () => true);

    public Task<RegistryPrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        Ask($"version {version} of {name}", () => Version(name, version));

    public Task<RegistryPrompt> GetAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        Ask($"{alias} of {name}", () => Alias(name, alias));

    public async Task<Survey> SurveyAsync(SurveyRequest request, CancellationToken cancellationToken)
    {
        Surveys.Add(request);
        Survey survey = await Ask("survey", () => new Survey(
            [.. request.Versions.Select(watched => Sight(() => Version(watched.Name, watched.Version)))],
            [.. request.Aliases.Select(watched => Sight(() => Alias(watched.Name, watched.Alias)))],
            Cursor));
        await Meanwhile();
        return survey;
    }

    public void Dispose() => Disposals++;

    private static Sighting Sight(Func<RegistryPrompt> read)
    {
        try
        {
            return new Sighting.Found(read());
        }
        catch (RegistryException missing)
        {
            return new Sighting.Failed(missing.Fault);
        }
    }

    private RegistryPrompt Version(string name, string version) => _versions.TryGetValue((name, version), out RegistryPrompt? found)
        ? found
        : throw Missing(Reasons.VersionNotFound, $"no version {version} of {name}");

    private RegistryPrompt Alias(string name, string alias) => _aliases.TryGetValue((name, alias), out string? version)
        ? Version(name, version)
        : throw Missing(Reasons.AliasNotFound, $"{name} has no {alias}");

    private static RegistryException Missing(string reason, string message) =>
        new(new RegistryFault(RegistryFaultKind.Permanent, reason, message) { IsOfPrompt = true });

    private Task<T> Ask<T>(string question, Func<T> answer)
    {
        Asked.Add(question);
        try
        {
            return Trouble is { } trouble ? Task.FromException<T>(new RegistryException(trouble)) : Task.FromResult(answer());
        }
        catch (RegistryException missing)
        {
            return Task.FromException<T>(missing);
        }
    }
}
