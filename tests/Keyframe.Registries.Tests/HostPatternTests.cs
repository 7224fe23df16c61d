namespace Keyframe.Registries.Tests;

public sealed class HostPatternTests
{
    [Theory]
    [InlineData("mlflow", "mlflow", null)]
    [InlineData("mlflow.ml.svc:5000", "mlflow.ml.svc", 5000)]
    [InlineData("MLflow.ML.svc", "mlflow.ml.svc", null)]
    [InlineData("mlflow.ml.svc.cluster.local.", "mlflow.ml.svc.cluster.local", null)]
    [InlineData("10.0.0.5", "10.0.0.5", null)]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080)]
    [InlineData("[fd00::5]:443", "fd00::5", 443)]
    [InlineData("[::1]", "::1", null)]
    [InlineData("bücher.example", "xn--bcher-kva.example", null)]
    [InlineData("my_host.example:65535", "my_host.example", 65535)]
    public void A_host_with_or_without_a_port(string text, string host, int? port)
    {
        HostPattern pattern = HostPattern.Parse(text);
        Assert.Equal((host, port), (pattern.Host, pattern.Port));
        Assert.Equal(pattern, HostPattern.Parse(pattern.ToString()));
    }

    [Theory]
    [InlineData("", "A host is empty.")]
    [InlineData(" ", "\" \" has blanks in it; separate hosts with commas.")]
    [InlineData("a b", "\"a b\" has blanks in it; separate hosts with commas.")]
    [InlineData("http://a", "\"http://a\" is a URL; only its host, or host:port, is wanted.")]
    [InlineData("a/b", "\"a/b\" has a path; only the host, or host:port, is wanted.")]
    [InlineData("u@a", "\"u@a\" has a user in it; only the host, or host:port, is wanted.")]
    [InlineData("*.svc", "\"*.svc\": there are no wildcards; list each host.")]
    [InlineData("::1", "\"::1\": an IPv6 address stands in brackets, as in [fd00::5]:443.")]
    [InlineData("[::1", "\"[::1\": the bracket is not closed.")]
    [InlineData("[::1]x:80", "\"[::1]x:80\": \"[::1]x\" is not the name or address of a host.")]
    [InlineData("[a]:80", "\"[a]:80\": \"[a]\" is not the name or address of a host.")]
    [InlineData("a:", "\"a:\": \"\" is not a port from 1 to 65535.")]
    [InlineData("a:0", "\"a:0\": \"0\" is not a port from 1 to 65535.")]
    [InlineData("a:65536", "\"a:65536\": \"65536\" is not a port from 1 to 65535.")]
    [InlineData("a:-1", "\"a:-1\": \"-1\" is not a port from 1 to 65535.")]
    [InlineData("a:https", "\"a:https\": \"https\" is not a port from 1 to 65535.")]
    [InlineData(":80", "\":80\": \"\" is not the name or address of a host.")]
    [InlineData("a..b", "\"a..b\": \"a..b\" is not the name or address of a host.")]
    [InlineData("169.254.169.254", "\"169.254.169.254\": 169.254.169.254 is a link-local address, which no setting allows.")]
    [InlineData("[fd00:ec2::254]:80",
        "\"[fd00:ec2::254]:80\": [fd00:ec2::254] is an address of a cloud's metadata service, which no setting allows.")]
    [InlineData("0.0.0.0", "\"0.0.0.0\": 0.0.0.0 is an unspecified address, which no setting allows.")]
    public void Anything_else_is_refused_and_told_why(string text, string error)
    {
        Assert.False(HostPattern.TryParse(text, out _, out string? told));
        Assert.Equal(error, told);
        Assert.Equal(error, Assert.Throws<FormatException>(() => HostPattern.Parse(text)).Message);
    }

    [Theory]
    [InlineData("mlflow.ml.svc", "http://mlflow.ml.svc/", true)]
    [InlineData("mlflow.ml.svc", "https://mlflow.ml.svc:5000/prefix", true)]
    [InlineData("mlflow.ml.svc", "https://MLFLOW.ml.svc./", true)]
    [InlineData("mlflow.ml.svc:443", "https://mlflow.ml.svc/", true)]
    [InlineData("mlflow.ml.svc:5000", "http://mlflow.ml.svc:5000/", true)]
    [InlineData("mlflow.ml.svc:5000", "http://mlflow.ml.svc:5001/", false)]
    [InlineData("mlflow.ml.svc", "http://other.mlflow.ml.svc/", false)]
    [InlineData("mlflow.ml.svc", "http://mlflow.ml.svc.evil.example/", false)]
    [InlineData("mlflow.ml.svc", "http://mlflow.ml.svc@evil.example/", false)]
    [InlineData("127.0.0.1", "http://0x7f.1/", true)]
    [InlineData("127.0.0.1", "http://127.0.0.2/", false)]
    [InlineData("[::1]:80", "http://[0:0::1]/", true)]
    public void It_covers_that_host_alone(string pattern, string url, bool covered) =>
        Assert.Equal(covered, HostPattern.Parse(pattern).Covers(new Uri(url)));
}
