using System;
using System.IO;
using System.Linq;

namespace FixedPointKernels.Learning.Data;

/// <summary>The four IDX files of one folder: training and test images and labels.</summary>
/// <remarks>
/// Names: train- or t10k- (also test-), then images or labels, then -idx3-ubyte or .idx3-ubyte (idx1 for labels), with or without
/// .gz; where both stand there the one without is taken. The contents, not the name, tell whether a file is gzipped. Where there are no
/// such training images, the names of EMNIST are looked for, which have emnist-SET- before (emnist-digits-train-images-idx3-ubyte); its
/// images are stored with rows and columns exchanged, and are read as stored.
/// </remarks>
/// <param name="TrainImages">Path of the training images.</param>
/// <param name="TrainLabels">Path of the training labels.</param>
/// <param name="TestImages">Path of the test images.</param>
/// <param name="TestLabels">Path of the test labels.</param>
public sealed record IdxFolder(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    /// <summary>Finds the four files.</summary>
    /// <exception cref="DataFileException">The folder does not exist, may not be listed, or lacks one of the files; the message says which
    /// names were looked for.</exception>
    public static IdxFolder Find(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (File.Exists(folder)) throw new DataFileException(folder, "is a file, but a folder of IDX files is needed");
        if (!Directory.Exists(folder)) throw new DataFileException(folder, "no such folder");
        string set;
        try
        {
            set = TrainingSet(folder);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new DataFileException(folder, "the folder may not be listed (permission denied)", failure);
        }

        return new IdxFolder(
            One(folder, "training images", [$"{set}train-images"], "idx3"),
            One(folder, "training labels", [$"{set}train-labels"], "idx1"),
            One(folder, "test images", [$"{set}t10k-images", $"{set}test-images"], "idx3"),
            One(folder, "test labels", [$"{set}t10k-labels", $"{set}test-labels"], "idx1"));
    }

    // What stands before "train-images" in the folder: nothing, or emnist-SET-.
    private static string TrainingSet(string folder)
    {
        const string images = "train-images";
        string[] sets = [.. Directory.EnumerateFiles(folder, $"*{images}?idx3-ubyte*").Select(path => Path.GetFileName(path)!)
            .Select(name => name[..name.IndexOf(images, StringComparison.Ordinal)])
            .Where(set => set.Length == 0 || set.StartsWith("emnist-", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
        return sets.Length > 1 && sets[0].Length > 0
            ? throw new DataFileException(
                folder,
                $"holds {sets.Length} sets, {string.Join(", ", sets.Select(set => set.TrimEnd('-')))}: put the four files of one into a "
                    + "folder of their own")
            : sets.FirstOrDefault("");
    }

    /// <summary>Reads the four files as a training and a test set with pixels in [0, 1] (value / 255).</summary>
    /// <remarks>
    /// The number of classes is one more than the largest label of both sets. Between the smallest and the largest label there is a sample
    /// of each: IDX has no checksum, and a label with a flipped high bit would otherwise pass as a hundred new classes.
    /// </remarks>
    /// <exception cref="DataFileException">A file is damaged, or two of them do not fit together.</exception>
    public Split Load()
    {
        (IdxImages trainImages, byte[] trainLabels) = Pair(TrainImages, TrainLabels);
        (IdxImages testImages, byte[] testLabels) = Pair(TestImages, TestLabels);
        if ((trainImages.Rows, trainImages.Columns) != (testImages.Rows, testImages.Columns))
            throw new DataFileException(
                TestImages,
                $"images of {testImages.Rows}×{testImages.Columns} pixels, but {TrainImages} has {trainImages.Rows}×{trainImages.Columns}");
        int classes = Classes(trainLabels, testLabels);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.GetDirectoryName(TrainImages)!)));
        return new Split(
            Set($"{name}, training part", trainImages, trainLabels, classes),
            Set($"{name}, test part", testImages, testLabels, classes),
            $"{trainLabels.Length} for training, {testLabels.Length} for testing, as the files divide it");
    }

    private int Classes(byte[] train, byte[] test)
    {
        bool[] seen = new bool[256];
        foreach (byte label in train) seen[label] = true;
        foreach (byte label in test) seen[label] = true;
        int first = Array.IndexOf(seen, true), last = Array.LastIndexOf(seen, true);
        int missing = Array.IndexOf(seen, false, first, last - first);
        if (missing < 0) return last + 1;
        int at = Array.IndexOf(train, (byte)last);
        throw new DataFileException(
            at < 0
                ? TestLabels
                : TrainLabels,
                $"label {(at < 0 ? Array.IndexOf(test, (byte)last) : at)} is {last}, but no sample of either part is a {missing}: the file "
                    + "is damaged, or its classes are not numbered in a row");
    }

    private static Dataset Set(string name, IdxImages images, byte[] labels, int classes) =>
        Dataset.Adopt(
            name, images.Rows * images.Columns, classes, images.Bytes, Array.ConvertAll(labels, static label => (int)label), divisor: 255);

    private static (IdxImages Images, byte[] Labels) Pair(string imagesPath, string labelsPath)
    {
        IdxImages images = Idx.ReadImages(imagesPath);
        byte[] labels = Idx.ReadLabels(labelsPath);
        return images.Count == labels.Length
            ? (images, labels)
            : throw new DataFileException(labelsPath, $"{labels.Length} labels, but {imagesPath} has {images.Count} images");
    }

    private static string One(string folder, string what, string[] stems, string kind)
    {
        foreach (string ending in (string[])["", ".gz"])
        {
            foreach (string stem in stems)
            {
                foreach (string separator in (string[])["-", "."])
                {
                    string path = Path.Combine(folder, $"{stem}{separator}{kind}-ubyte{ending}");
                    if (File.Exists(path)) return path;
                }
            }
        }

        throw new DataFileException(
            folder, $"no {what}: neither {stems[0]}-{kind}-ubyte nor {stems[0]}.{kind}-ubyte is there, with or without .gz");
    }
}
