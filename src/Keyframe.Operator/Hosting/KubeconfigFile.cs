using k8s.Exceptions;
using k8s.KubeConfigModels;
using Members = System.Collections.Generic.Dictionary<string, object?>;

namespace Keyframe.Operator.Hosting;

/// <summary>
/// Reads a kubeconfig into the client's own model. The client's reader prepares for every type of Kubernetes by reflection first:
/// that is a quarter of a small operator's memory, and half of its way to the first log line.
/// </summary>
internal static class KubeconfigFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is; relative paths within it start from its folder.</param>
    /// <returns>What it says. Members that the client's model does not have are passed over.</returns>
    /// <exception cref="KubeConfigException">There is no such file, it is empty, or a member has another shape.</exception>
    /// <exception cref="YamlDotNet.Core.YamlException">The file is not YAML.</exception>
    public static K8SConfiguration Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new KubeConfigException($"kubeconfig file not found at {file.FullName}");
        }

        using StreamReader text = file.OpenText();
        Members root = AsMembers(YamlTree.Read(text), "the file") ?? throw new KubeConfigException("it is empty");
        return new K8SConfiguration
        {
            FileName = file.FullName,
            ApiVersion = Text(root, "apiVersion"),
            Kind = Text(root, "kind"),
            CurrentContext = Text(root, "current-context"),
            Clusters = [.. Items(root, "clusters").Select(Cluster)],
            Contexts = [.. Items(root, "contexts").Select(Context)],
            Users = [.. Items(root, "users").Select(User)],
        };
    }

    private static Cluster Cluster(Members entry) => new()
    {
        Name = Name(entry),
        ClusterEndpoint = Child(entry, "cluster") is not { } cluster ? null : new ClusterEndpoint
        {
            Server = Text(cluster, "server"),
            TlsServerName = Text(cluster, "tls-server-name"),
            SkipTlsVerify = Flag(cluster, "insecure-skip-tls-verify"),
            CertificateAuthority = Text(cluster, "certificate-authority"),
            CertificateAuthorityData = Text(cluster, "certificate-authority-data"),
        },
    };

    private static Context Context(Members entry) => new()
    {
        Name = Name(entry),
        ContextDetails = Child(entry, "context") is not { } context ? null : new ContextDetails
        {
            Cluster = Text(context, "cluster"),
            User = Text(context, "user"),
            Namespace = Text(context, "namespace"),
        },
    };

    private static User User(Members entry) => new()
    {
        Name = Name(entry),
        UserCredentials = Child(entry, "user") is not { } user ? null : new UserCredentials
        {
            Token = Text(user, "token"),
            UserName = Text(user, "username"),
            Password = Text(user, "password"),
            ClientCertificate = Text(user, "client-certificate"),
            ClientCertificateData = Text(user, "client-certificate-data"),
            ClientKey = Text(user, "client-key"),
            ClientKeyData = Text(user, "client-key-data"),
            Impersonate = Text(user, "as"),
            ImpersonateGroups = Texts(user, "as-groups"),
            AuthProvider = Child(user, "auth-provider") is { } provider ? Provider(provider) : null,
            ExternalExecution = Child(user, "exec") is { } exec ? Execution(exec) : null,
        },
    };

    private static AuthProvider Provider(Members provider) => new()
    {
        Name = Text(provider, "name"),
        Config = Child(provider, "config") is { } config ? TextMap(config) : null,
    };

    private static ExternalExecution Execution(Members exec) => new()
    {
        ApiVersion = Text(exec, "apiVersion"),
        Command = Text(exec, "command"),
        Arguments = Texts(exec, "args"),
        EnvironmentVariables = [.. Items(exec, "env").Select(TextMap)],
        InstallHint = Text(exec, "installHint"),
        ProvideClusterInfo = Flag(exec, "provideClusterInfo"),
    };

    // The client looks for names without regard to there being any.
    private static string Name(Members entry) => Text(entry, "name") ?? "";

    private static string? Text(Members members, string name) => AsText(members.GetValueOrDefault(name), name);

    private static List<string?> Texts(Members members, string name) =>
        [.. AsList(members, name).Select(item => AsText(item, name))];

    private static Dictionary<string, string?> TextMap(Members members) =>
        members.ToDictionary(member => member.Key, member => AsText(member.Value, member.Key));

    private static Members? Child(Members members, string name) => AsMembers(members.GetValueOrDefault(name), name);

    private static IEnumerable<Members> Items(Members members, string name) =>
        AsList(members, name).Select(item => AsMembers(item, name)).OfType<Members>();

    // The words of YAML 1.1, which kubectl and the client go by.
    private static bool Flag(Members members, string name) => Text(members, name) is { } text && text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "Y" => true,
        "FALSE" or "NO" or "OFF" or "N" => false,
        _ => throw new KubeConfigException($"{name} is '{text}', not true or false"),
    };

    private static string? AsText(object? node, string name) => node switch
    {
        null => null,
        string text => text,
        _ => throw new KubeConfigException($"{name} is no text"),
    };

    private static Members? AsMembers(object? node, string name) => node switch
    {
        null => null,
        Members members => members,
        _ => throw new KubeConfigException($"{name} is no mapping"),
    };

    private static List<object?> AsList(Members members, string name) => members.GetValueOrDefault(name) switch
    {
        null => [],
        List<object?> list => list,
        _ => throw new KubeConfigException($"{name} is no list"),
    };
}
