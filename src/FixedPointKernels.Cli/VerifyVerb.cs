using FixedPointKernels.Cli.Shell;
namespace FixedPointKernels.Cli;
internal static class VerifyVerb { internal static Verb Create(Surroundings here) => new("verify", "d", ""); }
