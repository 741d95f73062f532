using System;
using FixedPointKernels.Learning.Training;

namespace FixedPointKernels.Studies.Sweeps;

/// <summary>A run of a sweep at its own end, with the network that it leaves.</summary>
/// <param name="Run">Which.</param>
/// <param name="Settings">Its rule, rate, seed and forward pass.</param>
/// <param name="Precision">float or double.</param>
/// <param name="Steps">Updates made.</param>
/// <param name="Write">Writes the weights into a folder, as <see cref="Learning.Runs.WeightFolder"/> has them.</param>
public sealed record TrainedRun(ISweepRun Run, TrainingSettings Settings, string Precision, int Steps, Action<string> Write);
