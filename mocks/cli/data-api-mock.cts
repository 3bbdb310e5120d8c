#!/usr/bin/env node
// The command that the package installs. Any Node.js since 10 can read this file, so that an old one
// prints a sentence instead of a syntax error.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `data-api-mock needs Node.js 24 or newer, and this is ${process.versions.node}; install a newer one.\n`,
  );
  process.exitCode = 2;
} else {
  void import('./bin.ts');
}
