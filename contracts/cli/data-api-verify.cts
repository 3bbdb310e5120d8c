#!/usr/bin/env node
// The command of the installed package. Old versions of Node.js can parse it, and get a clear message
// instead of a syntax error.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `data-api-verify needs Node.js 24 or newer, and this is ${process.versions.node}; install a newer one.\n`,
  );
  process.exitCode = 2;
} else {
  void import('./bin.ts');
}
