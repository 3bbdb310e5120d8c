#!/usr/bin/env node
// What a package installs as a command. Every Node.js since 10 can read it, so that an old one is
// told in a sentence what is wrong, before it meets what it cannot read.
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `data-api-mock needs Node.js 24 or newer, and this is ${process.versions.node}; install a newer one.\n`,
  );
  process.exitCode = 2;
} else {
  void import('./bin.ts');
}
