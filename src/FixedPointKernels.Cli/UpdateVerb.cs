using FixedPointKernels.Cli.Shell;
namespace FixedPointKernels.Cli;
internal static class UpdateVerb { internal static Verb Create(Surroundings here) => new("update", "d", ""); }
