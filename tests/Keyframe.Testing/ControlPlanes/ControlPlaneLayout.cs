using System.Net;
using System.Net.Sockets;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>Ports and files of one local control plane, all on loopback and inside one folder.</summary>
internal sealed record ControlPlaneLayout(
    string Folder, int EtcdPort, int EtcdPeerPort, int ApiServerPort, int ControllerManagerPort)
{
    public string EtcdUrl => $"http://127.0.0.1:{EtcdPort}";

    public string EtcdPeerUrl => $"http://127.0.0.1:{EtcdPeerPort}";

    public string ApiServerUrl => $"https://127.0.0.1:{ApiServerPort}";

    public string EtcdData => In("etcd");

    public string AuthorityCertificate => In("ca.crt");

    public string AuthorityKey => In("ca.key");

    public string ServingCertificate => In("apiserver.crt");

    public string ServingKey => In("apiserver.key");

    public string ServiceAccountKey => In("service-account.key");

    public string TokenFile => In("tokens.csv");

    public string Kubeconfig => In("admin.kubeconfig");

    /// <summary>A layout with ports that are free now.</summary>
    public static ControlPlaneLayout Create(string folder)
    {
        // All held open until the last is known, so that no two are the same.
        TcpListener[] listeners = [.. Enumerable.Range(0, 4).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        try
        {
            int[] ports = [.. listeners.Select(listener =>
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            })];
            return new ControlPlaneLayout(folder, ports[0], ports[1], ports[2], ports[3]);
        }
        finally
        {
            foreach (TcpListener listener in listeners)
            {
                listener.Dispose();
            }
        }
    }

    private string In(string name) => Path.Combine(Folder, name);
}
