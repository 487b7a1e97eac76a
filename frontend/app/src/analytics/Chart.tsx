import { Group, Text, Title, useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { messages } from "../messages";
import classes from "./Analytics.module.css";

const words = messages.analytics;
const HEIGHT = 180;

export interface Series {
  label: string;
  /** A custom property of CSS that holds its colour. */
  color: string;
  values: number[];
}

interface ChartProps {
  title: string;
  days: string[];
  /** Stacked in this order, the first at the bottom. */
  series: Series[];
  shown?: (value: number) => string;
}

/** Bars by day, one series upon the other; the figures stand in a table below for who cannot see them. */
export function Chart({ title, days, series, shown = String }: ChartProps) {
  return (
    <section className="surface" aria-label={title}>
      <div className={classes.chart}>
        <Group justify="space-between" mb="xs">
          <Title order={2} size="h4">
            {title}
          </Title>
          {series.length > 1 && (
            <Group gap="md">
              {series.map((each) => (
                <Text key={each.label} size="sm" className={classes.key}>
                  <span style={{ background: `var(${each.color})` }} /> {each.label}
                </Text>
              ))}
            </Group>
          )}
        </Group>
        <Bars days={days} series={series} shown={shown} />
        <details>
          <summary>{words.table(title)}</summary>
          <div className={classes.table} role="region" aria-label={words.table(title)} tabIndex={0}>
            <table className="table" aria-label={title}>
              <thead>
                <tr>
                  <th scope="col">{words.day}</th>
                  {series.map((each) => (
                    <th key={each.label} scope="col">
                      {each.label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {days.map((day, at) => (
                  <tr key={day}>
                    <th scope="row">{day}</th>
                    {series.map((each) => (
                      <td key={each.label}>{shown(each.values[at] ?? 0)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </div>
    </section>
  );
}

function Bars({ days, series, shown }: Required<Omit<ChartProps, "title">>) {
  const { ref, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme("light");
  const figures = JSON.stringify([days, series]);
  useEffect(() => {
    if (!place.current || !width) return;
    const plot = new UPlot(options(place.current, width, series, shown), stacked(days, series), place.current);
    return () => plot.destroy();
    // `figures` stands for days and series, which are made anew at each rendering.
  }, [width, scheme, figures]);
  return (
    <div ref={ref} aria-hidden>
      <div ref={place} className={classes.canvas} />
    </div>
  );
}

/** uPlot draws one series over the other, so the highest stack comes first. */
function stacked(days: string[], series: Series[]): UPlot.AlignedData {
  const times = days.map((day) => Date.parse(day) / 1000);
  const sums = series.map((_, upTo) =>
    days.map((_, at) => series.slice(0, upTo + 1).reduce((sum, each) => sum + (each.values[at] ?? 0), 0)),
  );
  return [times, ...sums.reverse()];
}

function options(place: HTMLElement, width: number, series: Series[], shown: (n: number) => string): UPlot.Options {
  const style = getComputedStyle(place);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = { stroke: color("--mantine-color-dimmed"), font: `12px ${style.fontFamily}` };
  const whole = series.every((each) => each.values.every(Number.isInteger)) && shown === String;
  const bars = UPlot.paths.bars?.({ size: [0.7, 40], align: 0 });
  const drawn = [...series].reverse().map((each) => {
    const fill = color(each.color);
    return { label: each.label, fill, stroke: fill, width: 0, points: { show: false }, ...(bars && { paths: bars }) };
  });
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), "UTC"),
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, grid: { show: false }, values: "{MMM} {D}", space: 60 },
      {
        ...axis,
        size: 72,
        grid: { stroke: color("--docent-line"), width: 1 },
        values: (_, splits) => splits.map((each) => (whole && !Number.isInteger(each) ? "" : shown(each))),
      },
    ],
    series: [{}, ...drawn],
  };
}
