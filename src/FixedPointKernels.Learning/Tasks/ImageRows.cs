using System;
using System.Linq;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;

namespace FixedPointKernels.Learning.Tasks;

/// <summary>What a labelled image shows, its rows shown one after the other.</summary>
/// <remarks>Step t has the pixels of row t; loss and accuracy at the last step. A draw takes any image of the set, each as likely, with
/// replacement; <see cref="All"/> has each once.</remarks>
public sealed class ImageRows : TrialTask
{
    private const string Word = "rows";
    private readonly Dataset images;

    /// <summary>The task on a set of images.</summary>
    /// <param name="images">Labelled samples, such as the digits (8 rows of 8) or MNIST (28 of 28).</param>
    /// <param name="rows">T; where it is not given, as many as a square image has.</param>
    /// <exception cref="ArgumentException">The features of a sample are no whole number of rows, or there is no sample.</exception>
    public ImageRows(Dataset images, int? rows = null)
        : base(Word, RowsOf(images, rows), images.Features / RowsOf(images, rows), images.Classes, TrialTarget.Classes) =>
        this.images = images;

    /// <inheritdoc/>
    public override string Description => $"rows of {images.Name}: {Steps} steps of {Inputs} pixels";

    /// <inheritdoc/>
    public override double Chance
    {
        get
        {
            int[] counts = new int[Outputs];
            foreach (int label in images.Labels) counts[label]++;
            return (double)counts.Max() / images.Count;
        }
    }

    /// <inheritdoc/>
    public override double Ceiling => 1;

    /// <inheritdoc/>
    public override string Limits =>
        $"always naming the most frequent class gives {Chance:F3}; nothing is known that would keep an observer of these images from 1";

    internal static TaskEntry Entry { get; } = new(
        Word, "what an image shows, row by row", [TaskOption.Images, TaskOption.Rows],
        options => new ImageRows(options.Images ?? Digits.Load(), options.Rows));

    /// <summary>Every image once, in the order of the set: to score on.</summary>
    public TrialSet All()
    {
        TrialSet all = new(images.Name, images.Count, Steps, Inputs, Outputs, Target);
        for (int k = 0; k < all.Count; k++) Write(all[k], k);
        return all;
    }

    /// <inheritdoc/>
    protected override void Write(Trial trial, SeededRandom random) => Write(trial, random.NextBelow(images.Count));

    private void Write(Trial trial, int image)
    {
        images.Gather([image], trial.Inputs);
        trial.Classes[^1] = images.Labels[image];
        trial.Mask[^1] = 1;
        trial.Scored[^1] = true;
    }

    private static int RowsOf(Dataset images, int? rows)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0) throw new ArgumentException($"{Word}: {images.Name} has no image.", nameof(images));
        int count = rows ?? (int)Math.Round(Math.Sqrt(images.Features));
        return count > 0 && images.Features % count == 0 ? count : throw new ArgumentException(
            $"{Word}: {images.Name} has {images.Features} pixels an image, which are no {count} rows.", nameof(rows));
    }
}
