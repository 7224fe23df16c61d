using System.Text;
using System.Text.RegularExpressions;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Changes;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// Reads the credentials of registries. A Secret is read by name, as the namespace's owner allows, and goes only to the host that it
/// names itself: whoever may write a PromptRegistry could else have any Secret of the namespace sent anywhere.
/// </summary>
/// <param name="client">Reads Secrets.</param>
internal sealed partial class RegistrySecrets(ResourceClient<SecretContent> client)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the credentials of a registry that names a Secret.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="secretName">The Secret's name.</param>
    /// <param name="url">Where the registry is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The credentials, and the version of the Secret.</returns>
    /// <exception cref="RegistryException">There are none that may be sent there.</exception>
    public async Task<(RegistryCredentials Credentials, string Version)> ReadAsync(
        PromptRegistry registry, string secretName, Uri url, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(registry.Metadata.NamespaceProperty, secretName);
        SecretContent secret = await GetAsync(key, cancellationToken)
            ?? throw Refusal(Reasons.SecretNotFound, $"Secret {key.Name} does not exist in namespace {key.Namespace}. Create it, with the annotation {AllowFor(url)}.");
        string? allowed = secret.Metadata.Annotations?.TryGetValue(Annotations.AllowedHost, out string? host) == true ? host : null;
        if (allowed is null || !HostPattern.TryParse(allowed.Trim(), out HostPattern? pattern, out _) || !pattern.Covers(url))
        {
            string now = allowed is null ? "It has no such annotation" : $"It allows \"{OneLine.Of(allowed, 80)}\"";
            throw Refusal(
                Reasons.SecretHostNotAllowed,
                $"Secret {key.Name} is not sent to {url.Authority}, since its own annotation {Annotations.AllowedHost} does not name that host. {now}. "
                + $"If the host is right, annotate the Secret with {AllowFor(url)}.");
        }

        return (registry.Spec.Mlflow is not null ? OfMlflow(key.Name, secret) : OfLangfuse(key.Name, secret), secret.Metadata.ResourceVersion);
    }

    private async Task<SecretContent?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(key, cancellationToken);
        }
        catch (ApiException refusal) when (refusal.IsForbidden)
        {
            throw Refusal(Reasons.SecretAccessDenied, Grant(key, refusal.Message));
        }
    }

    /// <summary>Who we are to the API server stands in its refusal.</summary>
    private static string Grant(ObjectKey key, string refusal)
    {
        Match account = ServiceAccount().Match(refusal);
        string subject = account.Success ? $"--serviceaccount={account.Groups["namespace"]}:{account.Groups["name"]}" : "--user=<the operator's user>";
        string name = $"keyframe-registry-{key.Name}";
        return $"The operator may not read Secret {key.Name}. Grant it with this Role: "
            + $"kubectl create role {name} -n {key.Namespace} --verb=get --resource=secrets --resource-name={key.Name} && "
            + $"kubectl create rolebinding {name} -n {key.Namespace} --role={name} {subject} "
            + "(as manifests: config/components/registry-credentials).";
    }

    /// <summary>User and password before a token, as MLflow's own client has it.</summary>
    private static RegistryCredentials OfMlflow(string name, SecretContent secret)
    {
        if (Value(name, secret, "username") is { } user && Value(name, secret, "password") is { } password)
        {
            return user.Contains(':')
                ? throw Refusal(
                    Reasons.SecretIncomplete, $"Key username of Secret {name} has a colon, which no user of HTTP Basic can have; correct it.")
                : RegistryCredentials.Basic(user, password);
        }

        return Value(name, secret, "token") is { } token
            ? RegistryCredentials.Bearer(token)
            : throw Incomplete(name, secret, "username and password, or token");
    }

    private static RegistryCredentials OfLangfuse(string name, SecretContent secret) =>
        Value(name, secret, "publicKey") is { } publicKey && Value(name, secret, "secretKey") is { } secretKey
            ? RegistryCredentials.Basic(publicKey, secretKey)
            : throw Incomplete(name, secret, "publicKey and secretKey");

    /// <summary>A line break at the end is how files and shells end, never part of a credential; anything else can be no header.</summary>
    private static string? Value(string name, SecretContent secret, string key)
    {
        if (!secret.Data.TryGetValue(key, out byte[]? bytes))
        {
            return null;
        }

        try
        {
            // A key without a value can come as null.
            string value = Strict.GetString(bytes ?? []).TrimEnd('\r', '\n');
            return value.Length > 0 && !value.Any(char.IsControl)
                ? value
                : throw Refusal(Reasons.SecretIncomplete, $"Key {key} of Secret {name} is empty or has control characters; set it to the credential alone.");
        }
        catch (DecoderFallbackException)
        {
            throw Refusal(Reasons.SecretIncomplete, $"Key {key} of Secret {name} is not UTF-8 text; set it to the credential alone.");
        }
    }

    private static RegistryException Incomplete(string name, SecretContent secret, string wanted)
    {
        string keys = secret.Data.Count == 0 ? "no keys" : string.Join(", ", secret.Data.Keys.Order(StringComparer.Ordinal).Take(10));
        return Refusal(Reasons.SecretIncomplete, $"Secret {name} must have the keys {wanted}; it has {keys}.");
    }

    private static string AllowFor(Uri url) => $"{Annotations.AllowedHost}={url.Authority}";

    private static RegistryException Refusal(string reason, string message) =>
        new(new RegistryFault(RegistryFaultKind.Credentials, reason, message));

    [GeneratedRegex("system:serviceaccount:(?<namespace>[-a-z0-9]+):(?<name>[-.a-z0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex ServiceAccount();
}
