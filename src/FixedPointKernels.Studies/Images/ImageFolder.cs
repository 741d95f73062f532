using System.IO;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.Images;

/// <summary>The images of an experiment: a folder with the four IDX files.</summary>
internal static class ImageFolder
{
    internal static FolderOption Option { get; } = new("--data", "A folder with the four IDX files, raw or gzipped", IsNeeded: true);

    /// <summary>Training and test part, which has as many images as the options ask for.</summary>
    /// <param name="context">Refuses a folder that is not there or does not hold what it should.</param>
    /// <param name="folder">Which.</param>
    /// <param name="asked">Options that ask for so many test images at once.</param>
    internal static Split Load(StudyContext context, string folder, params WholeOption[] asked)
    {
        Split split = context.Read(() => Directory.Exists(folder)
            ? IdxFolder.Find(folder).Load()
            : throw context.Refusal($"{Option.Name} {folder} does not exist; scripts/fetch-mnist fetches MNIST into data/mnist"));
        foreach (WholeOption option in asked)
        {
            int count = context.Get(option);
            if (split.Test.Count < count) throw context.Refusal($"{option.Name} {count} is more than the {split.Test.Count} test images");
        }

        return split;
    }
}
