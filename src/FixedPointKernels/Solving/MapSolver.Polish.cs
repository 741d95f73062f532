using System;
using System.Threading;

namespace FixedPointKernels.Solving;

/// <content>What follows the method: Newton steps below the tolerance, and the choice of samples for a further method.</content>
public sealed partial class MapSolver<T, TMap>
{
    // Newton steps below the tolerance for as long as the residual falls. The best point is returned, so nothing gets worse but by
    // rounding; where that could matter, the point is judged again.
    private void Polish(SampleBatch<T> batch, int count, CancellationToken cancellation)
    {
        ReadOnlySpan<int> todo = Collect(count, converged: true);
        SolveLoop.Run(map, polish, slots, report, batch.WithTolerance(T.Zero), todo, null, scratch.Scratch, cancellation);
        int doubtful = 0;
        foreach (int sample in todo)
        {
            report.Statuses[sample] = SolveStatus.Converged;
            ReadOnlySpan<T> linearization = batch.Linearizations.IsEmpty ? default : batch.Linearization(sample);
            T error = TMap.ResidualError(map, batch.State(sample), batch.Drive(sample), linearization, scratch.Scratch);
            if (!(report.Residuals[sample] + error <= batch.Tolerance(sample))) samples[doubtful++] = sample;
        }

        report.Done -= doubtful;
        Run(default(OneLook<T>), batch, samples.AsSpan(0, doubtful), cancellation);
    }

    // Lists the samples that are converged, or those that failed in a way for which another method may do better.
    private ReadOnlySpan<int> Collect(int batch, bool converged)
    {
        int count = 0;
        for (int k = 0; k < batch; k++)
        {
            bool take = converged
                ? report.Statuses[k] == SolveStatus.Converged
                : report.Statuses[k] is not (SolveStatus.Converged or SolveStatus.NonFinite or SolveStatus.Cancelled);
            if (take) samples[count++] = k;
        }

        report.Done -= count;
        return samples.AsSpan(0, count);
    }
}
