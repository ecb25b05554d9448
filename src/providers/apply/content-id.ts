import { safeParse, string, tuple } from 'valibot';
import type { DesiredSet } from '../../dns/records.ts';

type Content = Pick<DesiredSet, 'value'> & { readonly name: string; readonly type: string };

/** The handle of a record that its service knows by name, type and value alone: whatever else it carries may change. */
export function contentId({ name, type, value }: Content): string {
  return JSON.stringify([name, type, value]);
}

/** What such a handle stands for. */
export function contentOf(id: string): Content {
  const { output, success } = safeParse(tuple([string(), string(), string()]), JSON.parse(id));
  if (!success) throw new Error(`${id} is no handle of a record without an id`);
  const [name, type, value] = output;
  return { name, type, value };
}
