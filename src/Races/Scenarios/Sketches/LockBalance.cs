namespace RaceSim.Scenarios.Sketches;

/// <summary>
/// Finds the lock that a thread certainly still holds when it ends, whatever it reads. What cannot be decided (a trylock, a branch that unlocks)
/// is left to the check at run time.
/// </summary>
internal static class LockBalance
{
    /// <summary>The statement that took a lock which is certainly never given up; null if there is none.</summary>
    public static Statement? LeftHeld(IReadOnlyList<Statement> statements)
    {
        var held = new Dictionary<int, Statement>();
        Run(statements, held);
        return held.Values.OrderBy(s => s.Node.Line).ThenBy(s => s.Node.Column).FirstOrDefault();
    }

    /// <summary>Follows the statements; <paramref name="held"/> keeps only locks that are held on every way through them.</summary>
    private static void Run(IReadOnlyList<Statement> statements, Dictionary<int, Statement> held)
    {
        foreach (var statement in statements)
        {
            switch (statement.Kind)
            {
                case StatementKind.Lock:
                    held[statement.Place] = statement;
                    break;
                case StatementKind.Unlock:
                    held.Remove(statement.Place);
                    break;
                case StatementKind.If:
                    var otherwise = new Dictionary<int, Statement>(held);
                    Run(statement.Body, held);
                    Run(statement.Otherwise, otherwise);
                    Keep(held, otherwise);
                    break;
                case StatementKind.Repeat when statement.Count > 0:
                    Run(statement.Body, held);
                    break;
                case StatementKind.While:
                    var once = new Dictionary<int, Statement>(held);
                    Run(statement.Body, once);
                    Keep(held, once);
                    break;
            }
        }
    }

    private static void Keep(Dictionary<int, Statement> held, Dictionary<int, Statement> others)
    {
        foreach (var place in held.Keys)
        {
            if (!others.ContainsKey(place))
            {
                held.Remove(place);
            }
        }
    }
}
