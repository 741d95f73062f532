using System.CommandLine;
using System.IO;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Cli.Training;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Cli.Experiments;

/// <summary>The images of an experiment: a folder with the four IDX files.</summary>
internal static class ImageFolder
{
    internal static Option<string?> Option() => new("--data") { HelpName = "DIR", Description = "A folder with the four IDX files, raw or gzipped." };

    /// <exception cref="CommandFailure">There is no such folder, or it does not hold what it should.</exception>
    internal static Split Load(Option option, string folder) => Directory.Exists(folder)
        ? TrainingData.Load(folder, 0)
        : throw new CommandFailure($"{option.Name} {folder} does not exist; scripts/fetch-mnist fetches MNIST into data/mnist");

    /// <exception cref="CommandFailure">An option asks for more test images than there are.</exception>
    internal static void RequireTest(Split split, Option option, int asked)
    {
        if (split.Test.Count < asked) throw new CommandFailure($"{option.Name} {asked} is more than the {split.Test.Count} test images");
    }
}
