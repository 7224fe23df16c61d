namespace Keyframe.Registries.Tests;

public sealed class RegistryCredentialsTests
{
    [Fact]
    public void Their_text_form_holds_no_secret()
    {
        Assert.Equal("Basic ***", RegistryCredentials.Basic("dana", "p4ssword").ToString());
        Assert.Equal("Bearer ***", RegistryCredentials.Bearer("t0ken").ToString());
    }
}
