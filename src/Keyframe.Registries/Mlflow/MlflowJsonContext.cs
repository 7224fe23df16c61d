using System.Text.Json.Serialization;

namespace Keyframe.Registries.Mlflow;

/// <summary>The JSON contract of MLflow's REST API, as far as it is read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(ModelVersionPage))]
[JsonSerializable(typeof(RegisteredModelPage))]
[JsonSerializable(typeof(MlflowError))]
internal sealed partial class MlflowJsonContext : JsonSerializerContext;
