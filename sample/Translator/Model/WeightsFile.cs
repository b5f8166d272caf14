using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using AttentionGen.Sample.Translator.Grammar;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>A trained model on disk.</summary>
/// <remarks>
/// The letters "AttnSeq" and a zero, the version of this format; the score, the sizes, both vocabularies, the number of parameters and the
/// parameters; the SHA-256 of all that. Little-endian.
/// </remarks>
internal static class WeightsFile
{
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "AttnSeq\0"u8;

    /// <summary>Where the weights of a score lie in a folder.</summary>
    public static string PathIn(string folder, ScoreKind score) => Path.Combine(folder, $"{score}.weights".ToLowerInvariant());

    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, TranslationModel model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write((int)model.Attention.Kind);
            foreach (int size in Sizes)
            {
                writer.Write(size);
            }

            Write(writer, model.Source);
            Write(writer, model.Target);
            writer.Write(model.Parameters.Count);
            foreach (float value in model.Parameters.Values)
            {
                writer.Write(value);
            }
        }

        byte[] content = stream.ToArray();
        try
        {
            File.WriteAllBytes(path, [.. content, .. SHA256.HashData(content)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The weights file '{path}' cannot be written: {e.Message}");
        }
    }

    /// <summary>Makes the folder for weights.</summary>
    /// <exception cref="InputException">It cannot be made.</exception>
    public static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The folder '{folder}' cannot be made: {e.Message}");
        }
    }

    /// <exception cref="InputException">The file is missing, damaged or of another version, score or size.</exception>
    public static TranslationModel Read(string path, ScoreKind score)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"There is no weights file '{path}'; the command train makes one.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The weights file '{path}' cannot be read: {e.Message}");
        }

        if (bytes.Length < Magic.Length + SHA256.HashSizeInBytes || !bytes.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InputException($"'{path}' is not a weights file of this sample.");
        }

        // The checksum first: what follows may then trust lengths and counts.
        ReadOnlySpan<byte> content = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
        {
            throw new InputException($"The weights file '{path}' is damaged: its checksum is not that of its content.");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Magic.Length, content.Length - Magic.Length), Encoding.UTF8);
        Expect(path, "version", Version, reader.ReadInt32());
        Expect(path, "score", score, (ScoreKind)reader.ReadInt32());
        foreach (int size in Sizes)
        {
            Expect(path, "size", size, reader.ReadInt32());
        }

        var model = new TranslationModel(score, ReadVocabulary(reader), ReadVocabulary(reader));
        Expect(path, "number of parameters", model.Parameters.Count, reader.ReadInt32());
        foreach (ref float value in model.Parameters.Values.AsSpan())
        {
            value = reader.ReadSingle();
        }

        return model;
    }

    private static int[] Sizes => [ModelShape.Embedding, ModelShape.Reader, ModelShape.State, ModelShape.ScoreHidden];

    private static void Expect<T>(string path, string what, T expected, T actual)
        where T : struct
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InputException($"The weights file '{path}' has the {what} {actual}; this program expects {expected}.");
        }
    }

    private static void Write(BinaryWriter writer, Vocabulary vocabulary)
    {
        writer.Write(vocabulary.Count);
        foreach (string word in vocabulary.Words)
        {
            writer.Write(word);
        }
    }

    private static Vocabulary ReadVocabulary(BinaryReader reader) =>
        new([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())]);
}
