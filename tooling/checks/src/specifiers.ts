import { parseSync, Visitor } from 'oxc-parser';
import { ChecksError } from './error.ts';

/** A module that a source file names, and the line it does so on. */
export interface Specifier {
  readonly specifier: string;
  /** `file` for `new URL('x', import.meta.url)`, which loads no code. */
  readonly kind: 'module' | 'file';
  readonly line: number;
}

/**
 * Every module that a TypeScript source names: `import`, `export … from`, `import()`, `import('x').Type`,
 * `import x = require('x')`, `require('x')`, and files named by `new URL('x', import.meta.url)`.
 * Types count: a declaration that a user cannot resolve does not compile. An `import()` of something computed is no
 * specifier and is passed over.
 *
 * @param path - for messages and for telling .ts from .tsx
 * @throws ChecksError `bad-source` for a file that does not parse
 * @example specifiersOf('a.ts', "import { z } from 'zod';") // [{ specifier: 'zod', kind: 'module', line: 1 }]
 */
export function specifiersOf(path: string, text: string): Specifier[] {
  const { program, errors } = parseSync(path, text);
  const problem = errors[0];
  if (problem !== undefined) throw new ChecksError('bad-source', `${path} does not parse: ${problem.message}`);
  const found: Specifier[] = [];
  const add = (node: unknown, start: number, kind: Specifier['kind'] = 'module') => {
    const specifier = literal(node);
    if (specifier !== undefined) found.push({ specifier, kind, line: text.slice(0, start).split('\n').length });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.start),
    ExportAllDeclaration: (node) => add(node.source, node.start),
    ExportNamedDeclaration: (node) => add(node.source, node.start),
    ImportExpression: (node) => add(node.source, node.start),
    TSImportType: (node) => add(node.source, node.start),
    TSExternalModuleReference: (node) => add(node.expression, node.start),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0], node.start);
    },
    NewExpression: (node) => {
      const isUrl = node.callee.type === 'Identifier' && node.callee.name === 'URL';
      if (isUrl && isHere(node.arguments[1])) add(node.arguments[0], node.start, 'file');
    },
  }).visit(program);
  return found;
}

function literal(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('type' in node)) return undefined;
  if (node.type === 'Literal' && 'value' in node && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral' || !('quasis' in node) || !Array.isArray(node.quasis)) return undefined;
  return node.quasis.length === 1 ? node.quasis[0].value.cooked : undefined;
}

function isHere(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || !('type' in node) || node.type !== 'MemberExpression') return false;
  if (!('object' in node) || !('property' in node)) return false;
  const [object, property] = [node.object, node.property] as [{ type?: string }, { name?: string }];
  return object.type === 'MetaProperty' && property.name === 'url';
}
