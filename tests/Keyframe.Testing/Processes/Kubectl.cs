namespace Keyframe.Testing.Processes;

/// <summary>Runs <c>kubectl</c> against one cluster, as a user of it would.</summary>
/// <param name="kubeconfigPath">The kubeconfig file; nothing of the user's own configuration is read.</param>
/// <param name="namespace">Namespace for commands that name none; null for the kubeconfig's own.</param>
/// <param name="program">Its path; default <c>kubectl</c> from PATH.</param>
public sealed class Kubectl(string kubeconfigPath, string? @namespace = null, string program = "kubectl")
{
    private const string Remedy =
        "Install kubectl (https://kubernetes.io/docs/tasks/tools/), any version within a few minors of the server; "
        + "on Debian and Ubuntu the package is kubernetes-client or kubectl.";

    /// <summary>Whether <c>kubectl</c> is on PATH.</summary>
    public static bool IsInstalled => Command.Find("kubectl") is not null;

    /// <summary>Runs <c>kubectl</c> with <paramref name="arguments"/>; a failing command is a result, not an exception.</summary>
    /// <exception cref="CommandNotFoundException">kubectl is not installed.</exception>
    public Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(arguments, input: "", cancellationToken);

    /// <summary>
    /// As <see cref="RunAsync(IReadOnlyList{string}, CancellationToken)"/>, with <paramref name="input"/> on standard input.
    /// </summary>
    /// <exception cref="CommandNotFoundException">kubectl is not installed.</exception>
    public Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, string input, CancellationToken cancellationToken)
    {
        string[] scope = @namespace is null ? [] : ["--namespace", @namespace];
        Command command = new(program, ["--kubeconfig", kubeconfigPath, .. scope, .. arguments])
        {
            Input = input,
            Remedy = Remedy,
        };
        return command.RunAsync(cancellationToken);
    }

    /// <summary>The same program with another kubeconfig.</summary>
    public Kubectl With(string otherKubeconfigPath) => new(otherKubeconfigPath, @namespace, program);

    /// <summary>The same cluster and user, with another default namespace.</summary>
    public Kubectl In(string otherNamespace) => new(kubeconfigPath, otherNamespace, program);
}
