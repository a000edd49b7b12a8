using RenderStudio.Testing.Children;
using RenderStudio.Testing.Replicate;

// Started by the first test that needs one, and shared by all.
[assembly: AssemblyFixture(typeof(Services))]
[assembly: AssemblyFixture(typeof(SharedStudio))]
[assembly: AssemblyFixture(typeof(SimulatorProcess))]
