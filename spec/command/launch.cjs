/**
 * Starts a command: tells in a sentence when Node.js is too old, otherwise loads the program.
 *
 * This and the files that call it are the same for a checkout and for the installed package.
 * They are JavaScript that every Node.js since 10 can read: an old one must get as far as the
 * sentence, and Node.js must not strip types before it can take the stripped and compiled code from
 * its cache. Loading is most of the start.
 *
 * @param {string} name the command
 * @param {() => Promise<unknown>} load imports the program, which runs
 */
module.exports = function launch(name, load) {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    process.stderr.write(
      `${name} needs Node.js 24 or newer, and this is ${process.versions.node}; install a newer one.\n`,
    );
    process.exitCode = 2;
  } else {
    require('node:module').enableCompileCache();
    void load();
  }
};
