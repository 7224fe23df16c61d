using System.Globalization;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>The command lines of the three servers, for every Kubernetes from 1.20 on.</summary>
internal static class ServerArguments
{
    public static IReadOnlyList<string> Etcd(ControlPlaneLayout layout, Version version)
    {
        List<string> arguments =
        [
            "--name=keyframe",
            $"--data-dir={layout.EtcdData}",
            $"--listen-client-urls={layout.EtcdUrl}",
            $"--advertise-client-urls={layout.EtcdUrl}",
            $"--listen-peer-urls={layout.EtcdPeerUrl}",
            $"--initial-advertise-peer-urls={layout.EtcdPeerUrl}",
            $"--initial-cluster=keyframe={layout.EtcdPeerUrl}",
        ];
        // The data is thrown away, so nothing is lost by not waiting for the disk. Hidden from --help; since 3.4.10.
        if (version >= new Version(3, 4, 10))
        {
            arguments.Add("--unsafe-no-fsync");
        }

        return arguments;
    }

    public static IReadOnlyList<string> ApiServer(ControlPlaneLayout layout, IReadOnlyList<string> more) =>
    [
        $"--etcd-servers={layout.EtcdUrl}",
        "--bind-address=127.0.0.1",
        // The address that the service "kubernetes" would name must not be loopback; nothing here uses the service.
        "--endpoint-reconciler-type=none",
        $"--secure-port={Number(layout.ApiServerPort)}",
        $"--tls-cert-file={layout.ServingCertificate}",
        $"--tls-private-key-file={layout.ServingKey}",
        $"--client-ca-file={layout.AuthorityCertificate}",
        $"--token-auth-file={layout.TokenFile}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        $"--service-account-key-file={layout.ServiceAccountKey}",
        $"--service-account-signing-key-file={layout.ServiceAccountKey}",
        "--service-cluster-ip-range=10.96.0.0/24",
        "--allow-privileged=true",
        "--profiling=false",
        .. more,
    ];

    public static IReadOnlyList<string> ControllerManager(ControlPlaneLayout layout, Version version, IReadOnlyList<string> more)
    {
        List<string> arguments =
        [
            $"--kubeconfig={layout.Kubeconfig}",
            "--bind-address=127.0.0.1",
            $"--secure-port={Number(layout.ControllerManagerPort)}",
            "--leader-elect=false",
            "--use-service-account-credentials=false",
            // By default 20 requests a second: many tests at once would wait for the controllers' own throttle.
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
            $"--service-account-private-key-file={layout.ServiceAccountKey}",
            $"--root-ca-file={layout.AuthorityCertificate}",
            $"--cluster-signing-cert-file={layout.AuthorityCertificate}",
            $"--cluster-signing-key-file={layout.AuthorityKey}",
            // Simulated nodes send no heartbeats.
            "--controllers=*,-nodelifecycle",
            "--profiling=false",
        ];
        // Until 1.21 it also listens without TLS, on a fixed port, and a second one on the machine dies of it; 1.24 removed
        // the flag.
        if (version < new Version(1, 22))
        {
            arguments.Add("--port=0");
        }

        return [.. arguments, .. more];
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
