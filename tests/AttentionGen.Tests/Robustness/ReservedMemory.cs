using System;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>Zeros, as many as a span can hold: only the pages that are written take memory.</summary>
internal sealed unsafe partial class ReservedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int PrivateAnonymousWithoutReserve = 0x4022;

    private readonly nint _start;
    private readonly nuint _bytes;
    private readonly int _length;

    public ReservedMemory(int length)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "Memory without pages behind it is had by Linux's mmap.");
        _length = length;
        _bytes = (nuint)length * sizeof(float);
        _start = Map(0, _bytes, ReadWrite, PrivateAnonymousWithoutReserve, -1, 0);
        Skip.If(_start == -1, $"The machine does not give {_bytes} bytes of addresses.");
    }

    public Span<float> Span => new((void*)_start, _length);

    public void Dispose()
    {
        if (_start != -1)
        {
            Assert.Equal(0, Unmap(_start, _bytes));
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
