#:package FixedPointKernels@0.1.0
#:property PublishAot=false

// LU and products alone: the kernels beneath the solvers are public and know nothing of networks. Spans in, spans out, no
// allocation, row-major with a leading dimension as in BLAS; what a method needs as scratch its sibling says.
//
// A X = B with its condition and residual, then a thousand small systems side by side.
// Exit code: 0, or 3 where a matrix is singular.

using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

const int n = 200, columns = 3;
var random = new Random(1);
double[] a = Random(n * n), b = Random(n * columns), lu = [.. a], x = [.. b];      // both are overwritten in place
int[] pivots = new int[n];

// One block of scratch for all the calls that follow one another: the largest of their needs, on a 64-byte boundary.
AlignedBuffer<double> scratch = new[]
{
    Lu.FactorScratch<double>(n), Lu.SolveManyScratch<double>(n, columns), Lu.OneNormScratch<double>(n),
    Lu.ReciprocalConditionScratch<double>(n), Gemm.MultiplyScratch<double>(n, columns, n),
}.Aggregate(ScratchSize.Max).Allocate<double>();

int singular = Lu.Factor(n, lu, n, pivots, scratch.Scratch);
if (singular >= 0)
{
    Console.Error.WriteLine($"A is singular: pivot {singular} is zero or not finite");
    return 3;
}

// How many of the sixteen digits the solution can have is the matrix's doing, and known before it is used.
double norm = Lu.OneNorm(n, a, n, scratch.Scratch);
double condition = 1 / Lu.ReciprocalCondition(n, lu, n, pivots, norm, scratch.Scratch);
LogDeterminant determinant = Lu.Determinant(n, lu, n, pivots);
Console.WriteLine($"order {n}: about {Math.Floor(Math.Log10(condition)):F0} digits are lost; log |det A| = {determinant.LogMagnitude:F4}");

Lu.SolveMany(Transpose.No, n, lu, n, pivots, columns, x, columns, scratch.Scratch);

// B <- B - A X in one call; alpha and beta as in BLAS, either matrix may enter transposed.
Gemm.Multiply(Transpose.No, Transpose.No, n, columns, n, -1.0, a, n, x, columns, 1.0, b, columns, scratch.Scratch);
double residual = b.Max(Math.Abs);
Console.WriteLine($"X[0] = {x[0]:F6}, |B - A X| below 1e-10: {(residual < 1e-10 ? "yes" : $"no, {residual:E1}")}");

// The adjoint's way: y = A'^-1 c by the same factors, c being ones. 1'A^-1 b = y'b is what it is for.
double[] y = new double[n], product = new double[n];
Array.Fill(y, 1.0);
Lu.Solve(Transpose.Yes, n, lu, n, pivots, y);
Gemv.Multiply(Transpose.Yes, n, n, 1.0, a, n, y, 0.0, product);
Console.WriteLine($"A' y gives the ones back to 1e-10: {(product.Max(v => Math.Abs(v - 1)) < 1e-10 ? "yes" : "no")}");

// Small systems, one size, many of them: sixteen lie side by side and share each instruction, so that small orders fill registers.
const int order = 8, systems = 1000;
float[] matrices = [.. Random(systems * order * order).Select(v => (float)v)], sides = [.. Random(systems * order).Select(v => (float)v)];
matrices.AsSpan(5 * order * order, order).Clear();                                 // a row of zeros: system 5 is singular
int square = BatchedLu.InterleavedLength(order * order, systems), vector = BatchedLu.InterleavedLength(order, systems);
float[] packed = new float[square], packedSides = new float[vector];
int[] exchanges = new int[vector], verdicts = new int[systems];
BatchedLu.Interleave(order * order, systems, matrices, packed);
BatchedLu.Interleave(order, systems, sides, packedSides);
int failed = BatchedLu.Factor(order, systems, packed, exchanges, verdicts);        // its neighbours are not affected
BatchedLu.Solve(Transpose.No, order, systems, packed, exchanges, packedSides);
BatchedLu.Deinterleave(order, systems, packedSides, sides);
int first = Array.FindIndex(verdicts, verdict => verdict >= 0);
Console.WriteLine($"{systems} systems of order {order}: {failed} singular, number {first}; x of number 0 begins with {sides[0]:F3}");
return 0;

double[] Random(int count)
{
    double[] values = new double[count];
    foreach (ref double value in values.AsSpan()) value = (2 * random.NextDouble()) - 1;
    return values;
}
