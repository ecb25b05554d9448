import { type ESTree, parseSync } from 'rolldown/utils';
import { type Fault, faultsOf } from './mutators.ts';

/** A fault in a file, and the number that switches it on. */
export interface Mutant extends Fault {
  readonly id: number;
  readonly file: string;
  readonly line: number;
  /** The line it is in, and what is changed there: this is how a mutant is known again when lines move. */
  readonly code: string;
  readonly change: string;
}

type Node = ESTree.Node;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** What is there for the type checker alone, and what names something rather than says it. */
const unspoken = new Set([
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'source',
  'directive',
]);

function childrenOf(node: Node): Node[] {
  const isKept = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(node.type);
  if (node.type.startsWith('TS') && !isKept) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (unspoken.has(key) || (key === 'key' && !('computed' in node && node.computed))) return [];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

function allFaults(node: Node, parent: Node | undefined, source: string): Fault[] {
  const own = node.type.startsWith('Import') ? [] : faultsOf(node, parent, source);
  return [...own, ...childrenOf(node).flatMap((child) => allFaults(child, node, source))];
}

const shortened = (text: string) => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 67)}...` : line;
};

/** All mutants of a file, numbered from `first` on. */
export function mutantsOf(file: string, source: string, first: number): Mutant[] {
  const { program, errors } = parseSync(file, source, { preserveParens: false });
  if (errors.length > 0) throw new Error(`Could not parse ${file}: ${errors[0]?.message}`);
  const known = new Set<string>();
  const faults = allFaults(program, undefined, source).filter(({ start, end, text }) => {
    const key = `${start} ${end} ${text}`;
    return !known.has(key) && known.add(key);
  });
  return faults.map((fault, index) => {
    const lineStart = source.lastIndexOf('\n', fault.start) + 1;
    const lineEnd = source.indexOf('\n', fault.start);
    return {
      ...fault,
      id: first + index,
      file,
      line: source.slice(0, fault.start).split('\n').length,
      code: source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd).trim(),
      change: `${shortened(source.slice(fault.start, fault.end))} → ${shortened(fault.text)}`,
    };
  });
}

/** The file with all of its mutants in it; the global function `mutant` says which of them is on. */
export function instrumented(source: string, mutants: readonly Mutant[]): string {
  const places = Map.groupBy(mutants, ({ start, end }) => `${start} ${end}`);
  const inOrder = [...places.values()].sort(([a], [b]) => (a && b ? a.start - b.start || b.end - a.end : 0));
  let next = 0;

  function upTo(from: number, end: number): string {
    let text = '';
    let at = from;
    for (let place = inOrder[next]; place?.[0] && place[0].start < end; place = inOrder[next]) {
      const [first] = place;
      next += 1;
      text += source.slice(at, first.start);
      const kept = upTo(first.start, first.end);
      text +=
        first.kind === 'block'
          ? `{ if (!mutant(${first.id})) ${kept} }`
          : `(${place.map((one) => `mutant(${one.id}) ? (${one.text}) : `).join('')}(${kept}))`;
      at = first.end;
    }
    return text + source.slice(at, end);
  }

  return upTo(0, source.length);
}
