using Keyframe.Testing.Fixtures;

[assembly: AssemblyFixture(typeof(ControlPlaneFixture))]
