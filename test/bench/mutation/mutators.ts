import type { ESTree } from 'rolldown/utils';

/** One small fault that could be in the place of the code from `start` to `end`. */
export interface Fault {
  readonly kind:
    | 'arithmetic'
    | 'comparison'
    | 'logical'
    | 'condition'
    | 'block'
    | 'string'
    | 'return'
    | 'boolean';
  readonly start: number;
  readonly end: number;
  /** What stands there instead. */
  readonly text: string;
}

type Node = ESTree.Node;
type Kind = Fault['kind'];

/** The standard mutators of the field, as https://stryker-mutator.io/docs/mutation-testing-elements/supported-mutators lists them. */
const swapped = new Map<string, readonly [Kind, ...string[]]>([
  ['+', ['arithmetic', '-']],
  ['-', ['arithmetic', '+']],
  ['*', ['arithmetic', '/']],
  ['/', ['arithmetic', '*']],
  ['%', ['arithmetic', '*']],
  ['<', ['comparison', '<=', '>=']],
  ['<=', ['comparison', '<', '>']],
  ['>', ['comparison', '>=', '<=']],
  ['>=', ['comparison', '>', '<']],
  ['===', ['comparison', '!==']],
  ['!==', ['comparison', '===']],
  ['&&', ['logical', '||']],
  ['||', ['logical', '&&']],
  ['??', ['logical', '&&']],
  ['+=', ['arithmetic', '-=']],
  ['-=', ['arithmetic', '+=']],
  ['++', ['arithmetic', '--']],
  ['--', ['arithmetic', '++']],
]);

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' ||
  (node.type === 'Literal' && typeof node.value === 'string') ||
  (node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right)));

/** What is true or false whatever becomes of it has its faults already. */
const isBoolean = (node: Node): boolean =>
  (node.type === 'BinaryExpression' && swapped.get(node.operator)?.[0] === 'comparison') ||
  (node.type === 'UnaryExpression' && node.operator === '!') ||
  (node.type === 'Literal' && typeof node.value === 'boolean');

/** The faults of one node, those of its children aside. `parent` tells what a text is there for. */
export function faultsOf(node: Node, parent: Node | undefined, source: string): Fault[] {
  const at = (place: Node, kind: Kind, ...texts: string[]): Fault[] =>
    texts.map((text) => ({ kind, start: place.start, end: place.end, text }));

  const operated = (left: Node, operator: string, right: Node): Fault[] => {
    const [kind, ...others] = swapped.get(operator) ?? [];
    if (!kind || (operator.startsWith('+') && (isText(left) || isText(right)))) return [];
    // In brackets, so that the tree stays what it was.
    const side = (one: Node) => `(${source.slice(one.start, one.end)})`;
    const texts = others.map((other) => `${side(left)} ${other} ${side(right)}`);
    return at(node, kind, ...texts);
  };
  const returned = (value: Node): Fault[] =>
    isBoolean(value) || source.slice(value.start, value.end) === 'undefined'
      ? []
      : at(value, 'return', 'undefined');

  switch (node.type) {
    case 'BinaryExpression':
      return [
        ...operated(node.left, node.operator, node.right),
        ...(isBoolean(node) ? at(node, 'condition', 'true', 'false') : []),
      ];
    case 'LogicalExpression':
    case 'AssignmentExpression':
      return operated(node.left, node.operator, node.right);
    case 'UpdateExpression':
    case 'UnaryExpression': {
      const argument = source.slice(node.argument.start, node.argument.end);
      if (node.operator === '!') return at(node, 'condition', argument);
      const [kind, other] = swapped.get(node.operator) ?? [];
      const text = source.slice(node.start, node.end).replace(node.operator, other ?? '');
      return kind ? at(node, kind, text) : [];
    }
    case 'IfStatement':
    case 'ConditionalExpression':
      return at(node.test, 'condition', 'true', 'false');
    case 'WhileStatement':
    case 'ForStatement':
      return node.test ? at(node.test, 'condition', 'false') : [];
    case 'BlockStatement': {
      // A branch alone that is emptied is a condition that is never met.
      const alone = parent?.type === 'IfStatement' && !parent.alternate;
      return node.body.length === 0 || alone ? [] : at(node, 'block', '{}');
    }
    case 'ReturnStatement':
      return node.argument ? returned(node.argument) : [];
    case 'ArrowFunctionExpression':
      return node.expression ? returned(node.body) : [];
    case 'TemplateLiteral':
      return parent?.type === 'TaggedTemplateExpression' ? [] : at(node, 'string', '``');
    case 'Literal':
      if (typeof node.value === 'boolean') return at(node, 'boolean', String(!node.value));
      return typeof node.value === 'string' ? at(node, 'string', node.value === '' ? "'other'" : "''") : [];
    default:
      return [];
  }
}
