using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using FixedPointKernels.Simd;

namespace FixedPointKernels.LinearAlgebra;

/// <summary>Blocked Householder reflections on rows: panel by panel down, then Q from the last panel up.</summary>
/// <remarks>
/// <para>The reflections of a panel are together x ← x − (x Vᵀ) Y with Y = T V (compact WY), and their inverse x ← x − (x Yᵀ) V: down the
/// rows behind the panel take the first, up the rows of Q the second. Y solves T⁻¹ Y = V, T⁻¹ having 1/τᵢ on its diagonal and V Vᵀ
/// above.</para>
/// <para>A row begins in Q as ±e, with the sign that makes its diagonal positive. A panel's own rows take its reflections one by one: V is
/// in the cache still, and neither Y nor V Vᵀ is wanted where no rows are behind (256×16 in float 1.13 to 1.18 of the time by one product,
/// 64×16 1.2 to 1.4, several panels the same).</para>
/// </remarks>
internal unsafe struct QrFactor<T>(int n, int k, T* q, int ldq, T* r, int ldr, int panel, T* scratch) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly QrRoom<T> room = new(n, k, panel, scratch);

    /// <summary>Dead directions; −1: not finite.</summary>
    internal int Dead { get; private set; }

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        if (!Load<S, V>())
        {
            Dead = -1;
            return;
        }

        for (int first = 0; first < k; first += panel)
        {
            int count = Math.Min(panel, k - first);
            Reflect<S, V>(first, count);
            if (first + count < k) Spread<S, V>(first, count);
        }

        for (int first = (k - 1) / panel * panel; first >= 0; first -= panel) Form<S, V>(first, Math.Min(panel, k - first));
        for (int row = 0; row < k; row++)
            new ReadOnlySpan<T>(room.Rows + ((nint)row * room.Stride), n).CopyTo(new Span<T>(q + ((nint)row * ldq), n));

        for (int row = 0; row < k && Dead >= 0; row++)
        {
            T diagonal = r[((nint)row * ldr) + row];
            if (!T.IsFinite(diagonal)) Dead = -1;
            else if (diagonal == T.Zero) Dead++;
        }
    }

    private readonly bool Load<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        for (int row = 0; row < k; row++)
        {
            if (!QrLoad.Column<S, V, T>(
                n, q + ((nint)row * ldq), room.Rows + ((nint)row * room.Stride), room.Stride, out room.Norms[row], out int exponent))
                return false;
            room.Exponents[row] = T.CreateTruncating(exponent);
        }

        const int wide = QrRoom<T>.WidestPanel;
        new Span<T>(room.Keep, 3 * wide).Fill(T.One);
        new Span<T>(room.Keep, wide).Clear();
        new Span<T>(room.One, 3 * wide).Clear();
        room.One[wide] = T.One;
        new Span<T>(room.Signs, QrRoom<T>.Whole(k) + Memory.ScratchSize.Grain).Clear();
        return true;
    }

    // The reflections of a panel, one by one, on the rows of the panel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Reflect<S, V>(int first, int count)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        const int wide = QrRoom<T>.WidestPanel;
        nint stride = room.Stride;
        T* rows = room.Rows + (first * stride) + first, dots = room.Dots, weights = room.Weights;
        nuint length = (nuint)Length<S, V>(first);
        T floor = QrLoad.Floor<T>(n);
        for (int j = 0; j < count; j++) weights[j] = T.Zero;
        T square = first == 0 ? room.Norms[0] : QrPanel.Lead<S, V, T>(rows, rows, T.Zero, room.Keep + wide, 0, length);
        Rest<S, V>(rows, rows, rows + stride, 1, count, room.Keep + wide, 0, length);
        for (int i = 0; i < count; i++)
        {
            T* row = rows + (i * stride);
            T diagonal = row[i];
            bool lives = square > floor * room.Norms[first + i];
            T norm = lives ? T.Sqrt(square) : T.Zero;
            T signed = T.CopySign(norm, diagonal);
            T v = diagonal + signed;
            T tau = lives ? T.One / (norm * T.Abs(v)) : T.Zero;
            PutR<S, V>(first + i, norm);
            room.Scales[first + i] = tau;
            room.Signs[first + i] = lives ? -T.CopySign(T.One, diagonal) : T.One;
            V first0 = S.Broadcast(v), zero = default;
            for (nuint at = 0; at <= (nuint)i; at += (nuint)S.Count)
            {
                V kept = S.Multiply(S.Load(ref *row, at), S.Load(ref *(room.Keep + wide - i - 1), at));
                S.Store(S.IfGreater(S.Load(ref *(room.One + wide - i), at), zero, first0, kept), ref *row, at);
            }

            if (i + 1 == count) break;
            T* behind = row + stride + i;
            for (int j = i + 1; j < count; j++, behind += stride) weights[j] = tau * T.FusedMultiplyAdd(signed, *behind, dots[j]);
            T* keep = room.Keep + wide - i - 1;
            nuint head = (nuint)((i / S.Count) + 1) * (nuint)S.Count;
            square = QrPanel.Lead<S, V, T>(row, row + stride, weights[i + 1], keep, head, length);
            Rest<S, V>(row, row + stride, row + (2 * stride), i + 2, count, keep, head, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Rest<S, V>(T* v, T* x, T* row, int from, int to, T* keep, nuint head, nuint length)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint stride = room.Stride;
        int j = from;
        for (; j + 4 <= to; j += 4, row += 4 * stride)
            QrPanel.Four<S, V, T>(v, x, row, stride, room.Weights + j, keep, head, length, room.Dots + j);
        if (j < to) QrPanel.Few<S, V, T>(to - j, v, x, row, stride, room.Weights + j, keep, head, length, room.Dots + j);
    }

    // Column `row` of R: what the reflections before left left of the diagonal, with their signs; a sign not known yet is zero.
    private readonly void PutR<S, V>(int row, T norm)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        T* from = room.Rows + ((nint)row * room.Stride), to = r + ((nint)row * ldr);
        nuint at = 0, length = (nuint)k, count = (nuint)S.Count;
        for (; at + count <= length; at += count) S.Store(S.Multiply(S.Load(ref *from, at), S.Load(ref *room.Signs, at)), ref *to, at);
        for (; at < length; at++) to[at] = from[at] * room.Signs[at];
        to[row] = norm;
        int exponent = int.CreateTruncating(room.Exponents[row]);
        for (int i = 0; exponent != 0 && i <= row; i++) to[i] = T.ScaleB(to[i], exponent);
    }

    // Y of the panel, and what the panel does to the rows behind.
    private readonly void Spread<S, V>(int first, int count)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint stride = room.Stride, start = (first * stride) + first;
        int behind = k - first - count, length = Length<S, V>(first);
        T* rows = room.Rows + start;
        for (int i = 0; i < count; i++)
            QrPanel.Dots<S, V, T>(i, count, rows, stride, (nuint)length, room.Products + (i * panel));
        QrLeft.Solve<S, V, T>(count, rows, room.Left + start, stride, room.Products, panel, room.Scales + first, length);
        PanelCopy.In<S, V, T>(ref *rows, stride, count, n - first, ref *room.Transposed, panel, ref *room.Squares);
        QrProduct.Run<S, V, T>(
            behind, count, n - first, T.One, rows + (count * stride), stride, 1, room.Transposed, panel, T.Zero,
            room.Products + (count * panel), panel);
        QrProduct.Run<S, V, T>(
            behind, length, count, -T.One, room.Products + (count * panel), panel, 1, room.Left + start, stride, T.One,
            rows + (count * stride), stride);
    }

    // The rows behind take the panel's reflections at once; then its own rows of Q are made, in place of V.
    private readonly void Form<S, V>(int first, int count)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint stride = room.Stride, start = (first * stride) + first;
        int behind = k - first - count;
        if (behind > 0)
        {
            T* rows = room.Rows + start, next = rows + (count * stride);
            PanelCopy.In<S, V, T>(ref *(room.Left + start), stride, count, n - first, ref *room.Transposed, panel, ref *room.Squares);
            QrProduct.Run<S, V, T>(
                behind, count, n - first - count, T.One, next + count, stride, 1, room.Transposed + (count * panel), panel, T.Zero,
                room.Products, panel);
            for (int i = 0; i < behind; i++)
            {
                for (int c = 0; c < count; c++) next[(i * stride) + c] = T.Zero;
            }

            QrProduct.Run<S, V, T>(
                behind, Length<S, V>(first), count, -T.One, room.Products, panel, 1, rows, stride, T.One, next, stride);
        }

        Begin<S, V>(first, count);
    }

    // Row i begins as ±e and takes reflection i, then with those behind it i − 1 and so on; each pass sums the inner products with the
    // vector that the next one needs. Before column i − 1 there are zeros.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Begin<S, V>(int first, int count)
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        nint stride = room.Stride;
        T* dots = room.Dots, weights = room.Weights, scales = room.Scales + first, signs = room.Signs + first;
        nuint whole = (nuint)Length<S, V>(first);
        for (int i = count - 1; i >= 0; i--)
        {
            nint from = Math.Max(i - 1, 0) / S.Count * S.Count, own = i - from;
            T* v = room.Rows + ((first + i) * stride) + first + from, next = i > 0 ? v - stride : v;
            nuint length = whole - (nuint)from, head = (nuint)((own / S.Count) + 1) * (nuint)S.Count;
            for (int j = i + 1; j < count; j++) weights[j] = scales[i] * dots[j];
            Rest<S, V>(v, next, v + stride, i + 1, count, room.Keep, 0, length);
            T scale = T.Zero - (signs[i] * (scales[i] * v[own]));
            dots[i] = QrPanel.Begin<S, V, T>(v, next, scale, signs[i], room.One + QrRoom<T>.WidestPanel - own, head, length);
        }
    }

    // From a panel's first column to the end, whole registers.
    private readonly int Length<S, V>(int first)
        where S : struct, ILanes<V, T>
        where V : unmanaged => (n - first + S.Count - 1) / S.Count * S.Count;
}
