namespace FixedPointKernels.Cli.Training;

/// <summary>What is scored and watched while a run trains.</summary>
/// <param name="Validation">Training samples held out; null scores on the test part.</param>
/// <param name="PublishedUpdate">Whether updates are made from test batches, which is a leak.</param>
/// <param name="TestBatches">Whether a random batch of the held-out part is scored before every update.</param>
/// <param name="Every">Steps between two looks at the stability; 0 for none.</param>
/// <param name="Samples">Samples of such a look.</param>
/// <param name="KeepStable">The margin of --keep-stable; null leaves W alone.</param>
internal sealed record Watching(int? Validation, bool PublishedUpdate, bool TestBatches, int Every, int Samples, double? KeepStable)
{
    /// <summary>What the held-out part is, wherever a figure of it shows.</summary>
    internal string HeldOut => Validation is not null ? "validation" : PublishedUpdate ? "leaked test" : "test";
}
