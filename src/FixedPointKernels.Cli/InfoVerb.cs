using FixedPointKernels.Cli.Shell;
namespace FixedPointKernels.Cli;
internal static class InfoVerb { internal static Verb Create(Surroundings here) => new("info", "d", ""); }
