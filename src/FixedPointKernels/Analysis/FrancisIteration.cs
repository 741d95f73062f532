using System;
using System.Numerics;
using System.Numerics.Tensors;

namespace FixedPointKernels.Analysis;

/// <summary>The eigenvalues of a Hessenberg matrix by double-shift QR steps, deflated at the bottom, one
/// or a conjugate pair at a time.</summary>
/// <remarks>
/// <para>A subdiagonal entry counts as zero when it is below ε of its two diagonal neighbours and its removal moves no eigenvalue by more
/// than their rounding. Shifts are the eigenvalues of the last 2×2 block, of a real pair the nearer one twice. A step can turn a matrix
/// into one of the same form ([[0,1],[1,0]] blocks with a weak coupling; permutations) for ever, so every tenth step in a row without
/// deflation takes a shift from a fixed sequence of random numbers instead.</para>
/// <para>It ends for every finite matrix: after <see cref="Patience"/> steps entries below ε ‖H‖ are dropped too, a change as small as the
/// rounding of the steps, and after <see cref="LastResort"/> the limit doubles every fourth step, so some entry falls below it within
/// 53 + log₂ n doublings: at most 60 + 4 (53 + log₂ n) steps an eigenvalue. <see cref="Dropped"/> says the largest entry dropped over ‖H‖
/// beyond that rounding: 0 for every matrix of the tests and of the sweep's 10,000.</para>
/// Source: J. G. F. Francis, "The QR transformation II", Computer Journal 4, 1962; M. Ahues, F. Tisseur, "A new deflation criterion for the
/// QR algorithm", LAPACK Working Note 122, 1997; G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., section 7.5.
/// </remarks>
internal ref struct FrancisIteration
{
    // Steps without deflation after which a random shift is taken, ε ‖H‖ counts as zero, and the limit begins to grow.
    private const int StrangeEvery = 10;
    private const int Patience = 25;
    private const int LastResort = 60;
    private const int StepsPerDoubling = 4;

    private const double Unit = 2.220446049250313e-16;

    // What divides it by a sum of squares or by ε still stays in the normal numbers.
    private const double Tiny = 1e-290;

    private readonly int n;
    private readonly Span<double> h;
    private readonly double size;
    private readonly Span<BulgeReflection> trail;
    private ulong random;

    /// <param name="n">The order.</param>
    /// <param name="h">n×n row-major, zeros below the first subdiagonal, entries of about 1 or less; destroyed.</param>
    internal FrancisIteration(int n, Span<double> h)
    {
        this.n = n;
        this.h = h;
        trail = new BulgeReflection[n];
        size = Math.Abs(TensorPrimitives.MaxMagnitude<double>(h));
        random = 0x9E3779B97F4A7C15;
    }

    /// <summary>The largest entry dropped at a limit above ε ‖H‖, over ‖H‖ (its largest entry); 0 where the
    /// iteration converged by itself.</summary>
    internal double Dropped { get; private set; }

    /// <summary>All steps taken.</summary>
    internal int Steps { get; private set; }

    /// <summary>Finds all of them; those of a conjugate pair side by side.</summary>
    internal void Run(Span<Complex> values)
    {
        int last = n - 1, since = 0;
        while (last >= 0)
        {
            int first = Split(last, since);
            if (first == last)
            {
                values[last] = this[last, last];
            }
            else if (first == last - 1)
            {
                (values[first], values[last]) =
                    TwoByTwo.Eigenvalues(this[first, first], this[first, last], this[last, first], this[last, last]);
            }
            else
            {
                since++;
                Step(first, last, since % StrangeEvery == 0);
                continue;
            }

            (last, since) = (first - 1, 0);
        }
    }

    private readonly ref double this[int i, int j] => ref h[(i * n) + j];

    // The first row of the block that ends in `last`: below the lowest subdiagonal entry that counts as zero.
    private int Split(int last, int since)
    {
        double limit = since < Patience
            ? 0
            : Unit * size * (since < LastResort ? 1 : Math.ScaleB(1, (since - LastResort) / StepsPerDoubling));
        for (int k = last; k > 0; k--)
        {
            double entry = Math.Abs(this[k, k - 1]);

            // Not "entry ≤ limit": what is no number is dropped as well, and the iteration ends.
            bool dropped = since >= Patience && !(entry > limit);
            if (!dropped && !(entry <= Tiny) && !IsNegligible(k, last, entry)) continue;
            if (dropped && entry > Unit * size) Dropped = Math.Max(Dropped, entry / size);
            this[k, k - 1] = 0;
            return k;
        }

        return 0;
    }

    private readonly bool IsNegligible(int k, int last, double entry)
    {
        double above = this[k - 1, k - 1], below = this[k, k], other = Math.Abs(this[k - 1, k]);
        double neighbours = Math.Abs(above) + Math.Abs(below);
        if (neighbours == 0)
        {
            if (k > 1) neighbours += Math.Abs(this[k - 1, k - 2]);
            if (k < last) neighbours += Math.Abs(this[k + 1, k]);
        }

        if (entry > Unit * neighbours) return false;
        double larger = Math.Max(Math.Abs(below), Math.Abs(above - below)), smaller = Math.Min(Math.Abs(below), Math.Abs(above - below));
        double sum = larger + Math.Max(entry, other);
        return Math.Min(entry, other) * (Math.Max(entry, other) / sum) <= Math.Max(Tiny, Unit * (smaller * (larger / sum)));
    }

    private void Step(int first, int last, bool strange)
    {
        Steps++;
        (Complex one, Complex two) = strange ? Strange(last) : Shifts(last);
        int start = Start(first, last, one, two, out double x, out double y, out double z);
        for (int k = start; k < last; k++)
        {
            bool three = k + 2 <= last;
            if (k > start) (x, y, z) = (this[k, k - 1], this[k + 1, k - 1], three ? this[k + 2, k - 1] : 0);
            BulgeReflection reflection = BulgeReflection.Of(x, y, z, out double entry);
            if (k > start)
            {
                this[k, k - 1] = entry;
                this[k + 1, k - 1] = 0;
                if (three) this[k + 2, k - 1] = 0;
            }
            else if (start > first)
            {
                // The two entries below it are small enough to be left out, and stay 0.
                this[k, k - 1] *= 1 - reflection.Tau;
            }

            trail[k] = reflection;
            if (reflection.Tau == 0) continue;
            reflection.Rows(h, n, k, last + 1, three);
            for (int i = k + 1; i <= Math.Min(k + 3, last); i++)
            {
                if (three) reflection.Three(h.Slice((i * n) + k, 3));
                else reflection.Two(h.Slice((i * n) + k, 2));
            }
        }

        BulgeTrail.Apply(h, n, first, start, last, trail);
    }

    private readonly (Complex One, Complex Two) Shifts(int last)
    {
        double corner = this[last, last];
        (Complex one, Complex two) = TwoByTwo.Eigenvalues(this[last - 1, last - 1], this[last - 1, last], this[last, last - 1], corner);
        if (one.Imaginary != 0) return (one, two);
        Complex nearer = Math.Abs(one.Real - corner) <= Math.Abs(two.Real - corner) ? one : two;
        return (nearer, nearer);
    }

    // A conjugate pair within the size of the last two subdiagonal entries around the corner.
    private (Complex One, Complex Two) Strange(int last)
    {
        double reach = Math.Abs(this[last, last - 1]) + Math.Abs(this[last - 1, last - 2]);
        Complex shift = new(this[last, last] + (reach * Random()), reach * Random());
        return (shift, Complex.Conjugate(shift));
    }

    // (−1, 1), by a xorshift generator (G. Marsaglia, "Xorshift RNGs", 2003).
    private double Random()
    {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        return (long)random * (1.0 / long.MaxValue);
    }

    // The row where the bulge starts, the lowest one where two small subdiagonal entries in a row hide it from what is above, and the first
    // column of (H − one)(H − two) there, scaled. The test is that of the scaled numbers times the scale, from the same differences: with
    // a² − (sum) a + product a shift at a would leave its rounding as x, and what is left out above would weigh.
    private readonly int Start(int first, int last, Complex one, Complex two, out double x, out double y, out double z)
    {
        double sum = one.Real + two.Real, imaginary = one.Imaginary * two.Imaginary;
        int m = last - 2;
        for (; m > first; m--)
        {
            double above = this[m, m], below = this[m + 1, m + 1], entry = this[m + 1, m];
            double head = (entry * this[m, m + 1]) + ((above - one.Real) * (above - two.Real)) - imaginary;
            double hidden = Math.Abs(this[m, m - 1]) * Math.Abs(entry) * (Math.Abs(above + below - sum) + Math.Abs(this[m + 2, m + 1]));
            if (hidden <= Unit * Math.Abs(head) * (Math.Abs(this[m - 1, m - 1]) + Math.Abs(above) + Math.Abs(below))) break;
        }

        (double a, double b, double c) = (this[m, m], this[m + 1, m + 1], this[m + 1, m]);
        double scale = Math.Abs(a - two.Real) + Math.Abs(two.Imaginary) + Math.Abs(c);
        double ratio = c / scale;
        x = (ratio * this[m, m + 1]) + ((a - one.Real) * ((a - two.Real) / scale)) - (one.Imaginary * (two.Imaginary / scale));
        y = ratio * (a + b - sum);
        z = ratio * this[m + 2, m + 1];
        return m;
    }
}
