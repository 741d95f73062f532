using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Peers;

/// <summary>OpenBLAS on one thread, if libopenblas is installed: products, matrix–vector products, LU, QR.</summary>
/// <remarks>
/// <para>It is given its best: where the CPU has AVX-512 it runs the SKYLAKEX kernels, because releases that do not know a CPU fall back to
/// 256 bits, half as fast (on a Zen 5, release 0.3.21 chooses Cooperlake, which is as fast as SKYLAKEX). An inherited OPENBLAS_CORETYPE or
/// OPENBLAS_L2_SIZE does not count, since it may be there for another reason; FPK_OPENBLAS names a core on purpose, or <c>auto</c>.</para>
/// <para>Calls go through function pointers without the runtime's transition of some 10 ns, which is not OpenBLAS's fault. Operands lie in
/// pinned blocks, so nothing is copied. No garbage collection may start during such a call; benches
/// are one thread, so none wants to.</para>
/// </remarks>
internal static unsafe class OpenBlas
{
    internal const string NotInstalled = "libopenblas not installed";
    private const int RowMajor = 101;
    private static readonly nint Library = Load();

    /// <summary>Whether the library was found.</summary>
    internal static bool IsInstalled => Library != 0;

    /// <summary>The CPU whose kernels it runs.</summary>
    internal static string Core { get; } = IsInstalled
        ? Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(Library, "openblas_get_corename"))())!
        : "none";

    /// <summary>What OpenBLAS reads of the environment when it loads, here or in a child process; null removes a variable.</summary>
    internal static IEnumerable<(string Name, string? Value)> Settings()
    {
        string chosen = Environment.GetEnvironmentVariable("FPK_OPENBLAS") ?? (Avx512F.IsSupported ? "SKYLAKEX" : "auto");
        yield return ("OPENBLAS_CORETYPE", chosen == "auto" ? null : chosen);
        yield return ("OPENBLAS_L2_SIZE", null);
        yield return ("OPENBLAS_NUM_THREADS", "1");
    }

    /// <summary>C ← A·B of n×n… shapes as <see cref="Gemm.Multiply"/> takes them, row-major, α = 1, β = 0.</summary>
    internal static void Multiply<T>(
        Transpose ta, Transpose tb, int m, int n, int k, AlignedBuffer<T> a, AlignedBuffer<T> b, AlignedBuffer<T> c)
        where T : unmanaged
    {
        (int lda, int ldb) = (ta == Transpose.No ? k : m, tb == Transpose.No ? n : k);
        if (typeof(T) == typeof(float))
            Products.Single(RowMajor, Code(ta), Code(tb), m, n, k, 1f, (float*)At(a), lda, (float*)At(b), ldb, 0f, (float*)At(c), n);
        else Products.Double(RowMajor, Code(ta), Code(tb), m, n, k, 1.0, (double*)At(a), lda, (double*)At(b), ldb, 0.0, (double*)At(c), n);
    }

    /// <summary>y ← A·x or Aᵀ·x, A rows×columns row-major.</summary>
    internal static void MultiplyVector<T>(
        Transpose transpose, int rows, int columns, AlignedBuffer<T> a, AlignedBuffer<T> x, AlignedBuffer<T> y)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            Vectors.Single(RowMajor, Code(transpose), rows, columns, 1f, (float*)At(a), columns, (float*)At(x), 1, 0f, (float*)At(y), 1);
        else Vectors.Double(
            RowMajor, Code(transpose), rows, columns, 1.0, (double*)At(a), columns, (double*)At(x), 1, 0.0, (double*)At(y), 1);
    }

    /// <summary>P A = L U in place, of the n×n column-major matrix that starts <paramref name="at"/> elements into the block.</summary>
    /// <returns>LAPACK's info: 0, or the one-based index of a zero pivot.</returns>
    internal static int Factor<T>(int n, AlignedBuffer<T> a, int at, Span<int> pivots)
        where T : unmanaged
    {
        int info;
        fixed (int* exchanges = pivots)
        {
            if (typeof(T) == typeof(float)) Factors.Single(&n, &n, (float*)At(a) + at, &n, exchanges, &info);
            else Factors.Double(&n, &n, (double*)At(a) + at, &n, exchanges, &info);
        }

        return info;
    }

    /// <summary>x ← A⁻¹ x with the factors of <see cref="Factor"/>.</summary>
    internal static void Solve<T>(int n, AlignedBuffer<T> factors, Span<int> pivots, AlignedBuffer<T> x)
        where T : unmanaged
    {
        byte plain = (byte)'N';
        int one = 1, info;
        fixed (int* exchanges = pivots)
        {
            if (typeof(T) == typeof(float)) Solves.Single(&plain, &n, &one, (float*)At(factors), &n, exchanges, (float*)At(x), &n, &info);
            else Solves.Double(&plain, &n, &one, (double*)At(factors), &n, exchanges, (double*)At(x), &n, &info);
        }
    }

    /// <summary>Q of M = Q R in place, R being lost: geqrf, then orgqr, of the n×k column-major M.</summary>
    internal static void FactorQr<T>(int n, int k, AlignedBuffer<T> m, AlignedBuffer<T> scales, AlignedBuffer<T> room)
        where T : unmanaged
    {
        int size = room.Length, info;
        if (typeof(T) == typeof(float))
        {
            Reflections.Single(&n, &k, (float*)At(m), &n, (float*)At(scales), (float*)At(room), &size, &info);
            FormsOfQ.Single(&n, &k, &k, (float*)At(m), &n, (float*)At(scales), (float*)At(room), &size, &info);
        }
        else
        {
            Reflections.Double(&n, &k, (double*)At(m), &n, (double*)At(scales), (double*)At(room), &size, &info);
            FormsOfQ.Double(&n, &k, &k, (double*)At(m), &n, (double*)At(scales), (double*)At(room), &size, &info);
        }
    }

    private static int Code(Transpose transpose) => transpose == Transpose.No ? 111 : 112;

    // The block is pinned for its life.
    private static void* At<T>(AlignedBuffer<T> buffer)
        where T : unmanaged
    {
        fixed (T* first = buffer.Span) return first;
    }

    private static nint Load()
    {
        // The runtime keeps its own copy of the environment; what native code reads must be set by the C library.
        if (NativeLibrary.TryLoad("libc.so.6", out nint c))
        {
            foreach ((string name, string? value) in Settings()) SetNative(c, name, value);
        }

        foreach (string name in (string[])["libopenblas.so.0", "libopenblas.so"])
        {
            if (!NativeLibrary.TryLoad(name, out nint library)) continue;
            ((delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads"))(1);
            return library;
        }

        return 0;
    }

    private static void SetNative(nint c, string name, string? value)
    {
        nint nameBytes = Marshal.StringToCoTaskMemUTF8(name), valueBytes = Marshal.StringToCoTaskMemUTF8(value);
        if (value is null) ((delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(c, "unsetenv"))(nameBytes);
        else ((delegate* unmanaged[Cdecl]<nint, nint, int, int>)NativeLibrary.GetExport(c, "setenv"))(nameBytes, valueBytes, 1);
        Marshal.FreeCoTaskMem(nameBytes);
        Marshal.FreeCoTaskMem(valueBytes);
    }

    private static void* Export(string name) => (void*)NativeLibrary.GetExport(Library, name);

    // Looked up when first used, so that a machine without the library can ask IsInstalled.
    private static class Products
    {
        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, float, float*, int, float*,
            int, float, float*, int, void> Single =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*,
                int, void>)Export("cblas_sgemm");

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, double, double*, int,
            double*, int, double, double*, int, void> Double =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, double, double*, int, double*, int, double,
                double*, int, void>)Export("cblas_dgemm");
    }

    private static class Vectors
    {
        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, float, float*, int, float*, int,
            float, float*, int, void> Single =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, float, float*, int, float*, int, float, float*, int,
                void>)Export("cblas_sgemv");

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, double, double*, int, double*, int,
            double, double*, int, void> Double =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, double, double*, int, double*, int, double, double*, int,
                void>)Export("cblas_dgemv");
    }

    private static class Factors
    {
        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, float*, int*, int*, int*, void> Single =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, float*, int*, int*, int*, void>)Export("sgetrf_");

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, double*, int*, int*, int*, void> Double =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, double*, int*, int*, int*, void>)Export("dgetrf_");
    }

    private static class Solves
    {
        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, int*, int*, float*, int*, int*, float*,
            int*, int*, void> Single =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, int*, int*, float*, int*, int*, float*, int*,
                int*, void>)Export("sgetrs_");

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, int*, int*, double*, int*, int*, double*,
            int*, int*, void> Double =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, int*, int*, double*, int*, int*, double*, int*,
                int*, void>)Export("dgetrs_");
    }

    private static class Reflections
    {
        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, float*, int*, float*, float*, int*, int*,
            void> Single =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, float*, int*, float*, float*, int*, int*, void>)Export("sgeqrf_");

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, double*, int*, double*, double*, int*, int*,
            void> Double =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, double*, int*, double*, double*, int*, int*, void>)
            Export("dgeqrf_");
    }

    private static class FormsOfQ
    {
        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, int*, float*, int*, float*, float*, int*,
            int*, void> Single =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, int*, float*, int*, float*, float*, int*, int*, void>)
            Export("sorgqr_");

        internal static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, int*, double*, int*, double*, double*, int*,
            int*, void> Double =
            (delegate* unmanaged[Cdecl, SuppressGCTransition]<int*, int*, int*, double*, int*, double*, double*, int*, int*, void>)
            Export("dorgqr_");
    }
}
