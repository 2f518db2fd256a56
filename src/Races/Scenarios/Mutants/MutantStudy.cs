using RaceSim.Scenarios.Differences;

namespace RaceSim.Scenarios.Mutants;

/// <summary>The mutants of some builds, by place. Places share nothing that changes, so they may be studied side by side.</summary>
public sealed class MutantStudy
{
    private const string NoEffect = "a barrier touches nothing in a sequentially consistent machine";

    private readonly IReadOnlyList<SamplingStrategy> _strategies;
    private readonly IReadOnlyList<KnownSurvivor> _known;
    private readonly long _schedules;
    private readonly long _executions;
    private readonly ulong _seed;

    /// <summary>Finds the places.</summary>
    /// <param name="subjects">The builds to mutate.</param>
    /// <param name="strategies">The strategies, at least one; the first one looks at every mutant, the others at those that are killed.</param>
    /// <param name="seed">The seed of every sample.</param>
    /// <param name="schedules">The schedules of each strategy, at least 1.</param>
    /// <param name="executions">The executions of the searches for one place together, beyond the first search.</param>
    /// <param name="known">Why some mutants survive.</param>
    /// <param name="surveyed">Told how many builds have been walked through.</param>
    public MutantStudy(
        IReadOnlyList<MutantSubject> subjects,
        IReadOnlyList<SamplingStrategy> strategies,
        ulong seed,
        long schedules,
        long executions,
        IReadOnlyList<KnownSurvivor> known,
        Action<int>? surveyed = null)
    {
        (_strategies, _seed, _schedules, _executions, _known) = (strategies, seed, schedules, executions, known);
        var found = new List<(SiteMutation Mutation, string Target, MutantSubject Subject, int Places)>();
        for (var i = 0; i < subjects.Count; i++)
        {
            surveyed?.Invoke(i);
            if (!subjects[i].IsUsable)
            {
                continue;
            }

            var mutations = subjects[i].Survey();
            found.AddRange(mutations.Select(m => (m.Mutation, m.Target, subjects[i], mutations.Count)));
        }

        // What reaches few places is small. An undo in one scenario is an undo, whatever another one sees of it.
        var undone = found.Where(f => f.Mutation.Kind == SiteMutationKind.SkipUndo).Select(f => f.Mutation.Site).ToHashSet();
        Places =
        [
            .. found
                .Select(f => f.Mutation.Kind == SiteMutationKind.DropWrite && undone.Contains(f.Mutation.Site)
                    ? f with { Mutation = f.Mutation with { Kind = SiteMutationKind.SkipUndo } }
                    : f)
                .GroupBy(f => f.Mutation)
                .OrderBy(g => g.Key.Site.Member, StringComparer.Ordinal).ThenBy(g => g.Key.Site.Line).ThenBy(g => g.Key.Kind).ThenBy(g => g.Key.Lock).ThenBy(g => g.Key.Partner.Line)
                .Select(g => new MutantPlace(
                    g.Key,
                    string.Join("; ", g.Select(f => f.Target).Distinct().Order(StringComparer.Ordinal)),
                    [.. g.OrderBy(f => f.Places).Select(f => new Mutant(f.Subject, f.Mutation))])),
        ];
    }

    /// <summary>The places, by function and line.</summary>
    public IReadOnlyList<MutantPlace> Places { get; }

    /// <summary>Studies one place.</summary>
    public MutantReport Run(MutantPlace place)
    {
        if (place.Mutation.Kind == SiteMutationKind.DropBarrier)
        {
            place = place with { Mutants = [.. place.Mutants.Where(m => m.Subject.HasStoreBuffers)] };
            if (place.Mutants.Count == 0)
            {
                return Survivor(place, MutantEnd.Equivalent, 0, NoEffect, []);
            }
        }

        foreach (var mutant in place.Mutants)
        {
            var fate = mutant.Sample(_strategies[0], _seed, _schedules);
            if (fate.IsKilled)
            {
                return Killed(place, mutant, fate, null);
            }
        }

        var searched = Affordable(place);
        foreach (var mutant in searched)
        {
            var search = mutant.Search();
            if (search.IsKilled)
            {
                return Killed(place, mutant, mutant.Sample(_strategies[0], _seed, _schedules), search);
            }
        }

        return Compared(place, searched);
    }

    // The smallest spaces first, as many as the budget of one place allows.
    private List<Mutant> Affordable(MutantPlace place)
    {
        var affordable = new List<Mutant>();
        var executions = 0L;
        foreach (var mutant in place.Mutants.Where(m => m.Subject.IsExhausted).OrderBy(m => m.Subject.Outcomes(StateView.Full).Summary.Executions))
        {
            executions += mutant.Subject.Outcomes(StateView.Full).Summary.Executions;
            if (affordable.Count > 0 && executions > _executions)
            {
                break;
            }

            affordable.Add(mutant);
        }

        return affordable;
    }

    private MutantReport Killed(MutantPlace place, Mutant mutant, MutantFate first, MutantFate? search) => new(
        place,
        MutantEnd.Killed,
        mutant,
        [(_strategies[0], first), .. _strategies.Skip(1).Select(s => (s, mutant.Sample(s, _seed, _schedules)))],
        search,
        0,
        string.Empty,
        []);

    // Where a build breaks something by itself, a difference may be what a check that is not armed there would notice: it says nothing unless every check is.
    private MutantReport Compared(MutantPlace place, List<Mutant> searched)
    {
        var judges = searched.Exists(m => m.Subject.ChecksAll) ? searched.FindAll(m => m.Subject.ChecksAll) : searched;
        var isOpen = judges.Count == 0;
        var isSameButForWork = false;
        foreach (var mutant in judges)
        {
            var isSame = mutant.IsEquivalent(StateView.Full);
            if (isSame == false)
            {
                isSameButForWork = true;
                isSame = mutant.IsEquivalent(StateView.Core);
            }

            if (isSame == false)
            {
                return Differs(place, mutant, searched.Count);
            }

            isOpen |= isSame is null;
        }

        if (_known.FirstOrDefault(k => k.Is(place) && (!isOpen || k.End == MutantEnd.Gap)) is { } known)
        {
            // Where every schedule comes to the same, what is permitted to differ does not even that.
            return Survivor(place, known.End == MutantEnd.Gap ? MutantEnd.Gap : MutantEnd.Equivalent, searched.Count, known.Reason, []);
        }

        return isOpen
            ? Survivor(place, MutantEnd.Open, searched.Count, "not killed within the budget", [])
            : Survivor(place, MutantEnd.Unexplained, searched.Count, isSameButForWork ? "the same outcomes, reached with other work" : "the same outcomes", []);
    }

    private MutantReport Differs(MutantPlace place, Mutant mutant, int searched)
    {
        var where = $"{mutant.Subject.Scenario.Name} on {mutant.Subject.Build}";
        return _known.FirstOrDefault(k => k.Is(place) && k.End != MutantEnd.Equivalent) is { } known
            ? Survivor(place, known.End, searched, known.Reason, mutant.Differences())
            : mutant.Subject.ChecksAll
            ? Survivor(place, MutantEnd.Gap, searched, $"{where} ends otherwise and nothing notices", mutant.Differences())
            : Survivor(place, MutantEnd.Open, searched, $"{where} ends otherwise; of the checks, those that the build breaks by itself are not armed there", mutant.Differences());
    }

    private static MutantReport Survivor(MutantPlace place, MutantEnd end, int searched, string reason, IReadOnlyList<string> examples) =>
        new(place, end, null, [], null, searched, reason, examples);
}
