using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keyframe.Benchmarks.Results;

/// <summary>Everything one run measured: what <c>bench.json</c> holds.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Figures">What.</param>
internal sealed record Report(Machine Machine, IReadOnlyList<FigureResult> Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>When the run began.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether it was a quick run: fewer repetitions, smaller worlds.</summary>
    public bool Quick { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Figures that could not be measured, with the reason.</summary>
    public IReadOnlyDictionary<string, string> Failures { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Report Parse(string json) =>
        JsonSerializer.Deserialize<Report>(json, Json) ?? throw new JsonException("The report is empty.");

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
