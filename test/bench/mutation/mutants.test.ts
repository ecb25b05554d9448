import { describe, expect, it } from 'vitest';
import { instrumented, mutantsOf } from './mutants.ts';

const changes = (source: string) => mutantsOf('file.ts', source, 1).map(({ change }) => change);

describe('a mutant', () => {
  it.each([
    ['a sum', 'f(a + b);', ['a + b → (a) - (b)']],
    ['a step', 'n++;', ['n++ → n--']],
    ['a border', 'f(a < b);', expect.arrayContaining(['a < b → (a) <= (b)', 'a < b → (a) >= (b)'])],
    ['an equality', 'f(a === b);', expect.arrayContaining(['a === b → (a) !== (b)', 'a === b → true'])],
    ['two conditions', 'f(a || b);', ['a || b → (a) && (b)']],
    ['what stands in', 'f(a ?? b);', ['a ?? b → (a) && (b)']],
    ['a negation', 'f(!a);', ['!a → a']],
    ['a branch', 'if (a) f();', ['a → true', 'a → false']],
    ['a loop', 'while (a) f();', ['a → false']],
    ['a block', 'function g() { f(); }', ['{ f(); } → {}']],
    ['a text', "f('a');", ["'a' → ''"]],
    ['an empty text', "f('');", ["'' → 'other'"]],
    ['a template', 'f(`a`);', ['`a` → ``']],
    ['what is given back', 'const g = () => f();', ['f() → undefined']],
    ['yes', 'f(true);', ['true → false']],
  ])('changes %s', (_, source, expected) => {
    expect(changes(source)).toEqual(expected);
  });

  it.each([
    ['a type', "type A = 'a' | 'b'; const a: 'a' = f as 'a';"],
    ['a module', "import { a } from 'a'; export * from 'b';"],
    ['a key', "f({ 'a-b': c });"],
    ['what is joined to a text', "f(a + ('' + b));"],
    ['an empty block', 'function g() {}'],
  ])('leaves alone %s', (_, source) => {
    expect(changes(source).filter((change) => change !== "'' → 'other'")).toEqual([]);
  });

  it('is known by the line it is in, wherever that line moves', () => {
    const [first] = mutantsOf('file.ts', 'f(a + b);', 1);
    const [moved] = mutantsOf('file.ts', '// More\n\n  f(a + b);\n', 7);

    expect(moved).toMatchObject({ code: first?.code, change: first?.change, line: 3, id: 7 });
  });
});

describe('a file with all of its mutants', () => {
  const source = "function g(a, b) { if (a < 2 && !(b ?? false)) { return 'low'; } return a * (b + 1); }";
  const mutants = mutantsOf('file.cjs', source, 1);

  /** What the file says of some numbers with that mutant on. */
  const answers = (on: number) => {
    const load = new Function('mutant', `${instrumented(source, mutants)}; return g;`);
    const g = load((id: number) => id === on);
    return [g(1, 0), g(1, 3), g(2, 0), g(2, 3), g(3, 4), g(1)].join(' ');
  };

  it('does what it did while none is on', () => {
    expect(answers(0)).toBe('low 4 2 8 15 low');
  });

  it('does what it should not with each of them', () => {
    const unseen = mutants.filter(({ id }) => answers(id) === answers(0)).map(({ change }) => change);

    expect(unseen).toEqual([]);
  });

  it('puts only one at a time in its place, however they nest', () => {
    const [sum] = mutants.filter(({ change }) => change === 'b + 1 → (b) - (1)');

    expect(answers(sum?.id ?? 0)).toBe('low 2 -2 4 9 low');
  });
});
