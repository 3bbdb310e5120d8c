import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/**
 * Everything that a package exports, as text: for each entry the declarations of its exports, sorted
 * by name, without comments and private parts. Who changes it changes what others rely on.
 */
export function publicExports(root: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const typed = Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === 'string' ? [] : [{ name, file: join(root, target.types) }],
  );
  const program = ts.createProgram(
    typed.map(({ file }) => file),
    { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024, noResolve: false },
  );
  const checker = program.getTypeChecker();
  const plain = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'string');
  const parts = typed.map(({ name, file }) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} declares nothing.`);
    const symbols = checker.getExportsOfModule(module).toSorted((a, b) => order(a.name, b.name));
    return [`# ${name}`, ...symbols.map((symbol) => declared(checker, symbol))].join('\n\n');
  });
  return `${[`# files\n\n${plain.map(([name]) => name).join('\n')}`, ...parts].join('\n\n')}\n`;
}

const printer = ts.createPrinter({ removeComments: true });

function declared(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const texts = (target.declarations ?? []).map((declaration) => {
    // Of a constant the whole statement, since its name alone says nothing.
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  });
  return texts.join('\n');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
