using System.Globalization;

namespace RaceSim.Reports;

/// <summary>How numbers are printed, the same in every culture.</summary>
internal static class Figures
{
    /// <summary>With commas between thousands.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 step</c>, <c>2 steps</c>.</summary>
    public static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Seconds with two digits after the point.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

    /// <summary>A rate or a size: whole if large, with two digits if small, a dash if there is none.</summary>
    public static string Rate(double? number) =>
        number is not { } n ? "-" : n.ToString(n >= 100 || n == Math.Floor(n) ? "N0" : "N2", CultureInfo.InvariantCulture);
}
