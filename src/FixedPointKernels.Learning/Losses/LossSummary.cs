namespace FixedPointKernels.Learning.Losses;

/// <summary>A loss over a batch.</summary>
/// <param name="Mean">J = (1/B) Σₖ Lₖ, summed in double in the order of the samples; NaN if any sample's loss is.</param>
/// <param name="Correct">Samples whose largest readout is their label's; 0 where the loss knows no classes.</param>
public readonly record struct LossSummary(double Mean, int Correct);
