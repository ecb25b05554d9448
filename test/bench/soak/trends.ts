import { type Column, table } from '../table.ts';
import { grows, type Sample, type Trend, trendOf } from './trend.ts';

/** What is watched of the program: memory in MB, counts, and milliseconds of a look after its whole second. */
export type Series = Readonly<Record<'anonymous' | 'rss' | 'descriptors' | 'threads' | 'lateness', Sample[]>>;

interface Row {
  readonly what: string;
  readonly trend: Trend;
  /** More than this in an hour, and more than chance explains, is growth. */
  readonly allowed: number;
}

/** A table of how each went, and whether none of them grows. */
export function trends(series: Series): { readonly text: string; readonly isFlat: boolean } {
  const rows: readonly Row[] = [
    { what: 'anonymous memory, MB', trend: trendOf(series.anonymous), allowed: 1 },
    { what: 'RSS, MB', trend: trendOf(series.rss), allowed: 2 },
    { what: 'descriptors', trend: trendOf(series.descriptors), allowed: 2 },
    { what: 'threads', trend: trendOf(series.threads), allowed: 0.5 },
    { what: 'a look after its second, ms', trend: trendOf(series.lateness), allowed: 50 },
  ];
  const shown = (of: (trend: Trend) => number) => (row: Row) => of(row.trend).toFixed(1);
  const columns: readonly Column<Row>[] = [
    ['', ({ what }) => what],
    ['first fifth', shown(({ first }) => first)],
    ['last fifth', shown(({ last }) => last)],
    ['more in an hour', shown(({ slope }) => slope)],
    ['± (95 %)', shown(({ margin }) => margin)],
    ['', ({ trend, allowed }) => (grows(trend, allowed) ? 'GROWS' : 'flat')],
  ];
  return {
    text: `${table(columns, rows)}\n\nFloors: the lower quartile of the first and last fifth, and a line through those of ten parts.`,
    isFlat: rows.every(({ trend, allowed }) => !grows(trend, allowed)),
  };
}
