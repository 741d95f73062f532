using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FixedPointKernels.Learning.Data;

namespace FixedPointKernels.Studies.Organics.Images;

/// <summary>Images divided into what is learned from, what chooses the epoch, and what is a test of both.</summary>
/// <param name="Train">Learned from.</param>
/// <param name="Validation">Chooses.</param>
/// <param name="Test">Scored at the end.</param>
/// <param name="Description">How they were divided, for reports.</param>
internal sealed record MnistParts(Dataset Train, Dataset Validation, Dataset Test, string Description)
{
    private const int PublishedCount = 60_000;

    // PyTorch's generator, seed 73: the 3,000 images that the paper holds out, and its order of pixels for permuted MNIST.
    private const string Validations = "mnist-validation.csv";
    private const string Permutation = "mnist-permutation.csv";

    /// <summary>The published division of 60,000 training images; of any other number every twentieth image, in
    /// the file's order.</summary>
    /// <exception cref="DataFileException">Fewer than two training images.</exception>
    internal static MnistParts Of(Split data)
    {
        int count = data.Train.Count;
        if (count < 2)
        {
            throw new DataFileException(
                data.Train.Name, $"has {count} training image; two are needed, one to learn from, one for validation");
        }

        bool published = count == PublishedCount;
        List<int> held = published ? Read(Validations) : [.. Enumerable.Range(0, Math.Max(1, count / 20)).Select(k => k * 20 % count)];
        bool[] isHeld = new bool[count];
        foreach (int k in held) isHeld[k] = true;
        Dataset Part(string name, bool which) => data.Train.Subset(
            $"{data.Train.Name}, {name}", [.. Enumerable.Range(0, count).Where(k => isHeld[k] == which)]);
        string how = published ? "as the paper divides them" : "every twentieth for validation";
        return new(
            Part("learned from", false), Part("validation", true), data.Test,
            $"{count - held.Count} to learn from, {held.Count} for validation ({how}), {data.Test.Count} for testing");
    }

    /// <summary>The same images with their pixels in another order.</summary>
    /// <param name="order">Place k of an image has what was at place order[k].</param>
    internal MnistParts Reordered(IReadOnlyList<int> order)
    {
        int[] places = [.. order];
        return this with
        {
            Train = Train.Reordered(places),
            Validation = Validation.Reordered(places),
            Test = Test.Reordered(places),
            Description = $"{Description}, pixels reordered",
        };
    }

    /// <summary>The published order of the 784 pixels.</summary>
    internal static IReadOnlyList<int> PixelOrder() => Read(Permutation);

    private static List<int> Read(string file)
    {
        string name = $"FixedPointKernels.Studies.Organics.Images.{file}";
        using Stream stream = typeof(MnistParts).Assembly.GetManifestResourceStream(name)
            ?? throw new DataFileException(name, "is not embedded in this build");
        using StreamReader text = new(stream);
        return [.. text.ReadToEnd().Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
    }
}
