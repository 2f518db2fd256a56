using RaceSim.Scenarios;
using RaceSim.Steps;
using Xunit;

namespace RaceSim.Tests.Sketches;

public sealed class SketchFuzzTests
{
    private const string Pieces = " \n\t:-[]{},'\"!&*#|>?%@`=<+()0159xrlP._~\\\u00e9\ud83d\ude00\uFEFF\u0001";

    [Fact]
    public void Whatever_the_text_only_an_input_error_escapes()
    {
        var sources = Sources().ToArray();
        var random = new Random(20_251);
        var refused = 0;
        for (var i = 0; i < 6_000; i++)
        {
            var text = Mutate(sources[random.Next(sources.Length)], random);
            try
            {
                var scenario = ScenarioReader.Read(text, "f.yaml");
                RunOnce(scenario.Instantiate(null, InstanceOptions.Default).Program);
            }
            catch (InputException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Text);
                Assert.StartsWith("f.yaml:", e.Text, StringComparison.Ordinal);
            }
            catch (Exception e)
            {
                Assert.Fail($"mutation {i} lets {e.GetType().Name} escape: {e.Message}\n{text}");
            }
        }

        Assert.InRange(refused, 3_000, 5_999);
    }

    private static IEnumerable<string> Sources()
    {
        foreach (var name in CommittedSketches.Names.Where(name => !name.StartsWith("midfork-n", StringComparison.Ordinal)))
        {
            yield return CommittedSketches.Text(name);
        }

        for (var seed = 0; seed < 20; seed++)
        {
            yield return SketchGenerator.Generate(seed);
        }
    }

    private static string Mutate(string text, Random random)
    {
        for (var edits = 1 + random.Next(3); edits > 0 && text.Length > 0; edits--)
        {
            var at = random.Next(text.Length);
            var length = random.Next(Math.Min(12, text.Length - at) + 1);
            var piece = Pieces[random.Next(Pieces.Length)].ToString();
            text = random.Next(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, piece),
                2 => text.Remove(at, 1).Insert(at, piece),
                3 => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                4 => text[..at],
                _ => text.Insert(at, string.Concat(Enumerable.Repeat(piece, random.Next(100)))),
            };
        }

        return text;
    }

    private static void RunOnce(IProgram program)
    {
        for (var steps = 0; program.Enabled != 0 && steps < 500; steps++)
        {
            program.Step(System.Numerics.BitOperations.TrailingZeroCount(program.Enabled), 0);
        }
    }
}
